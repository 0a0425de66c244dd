package io.godwit.model.host;

/** A datastore as one host has it mounted. */
public record Datastore(DatastoreName name, Reach reach) {
  /** Who sees the same files. */
  public enum Reach {
    /** This host alone; another host's datastore of the same name is another one. */
    LOCAL,
    /** Every host that has a shared datastore of this name. */
    SHARED
  }
}
