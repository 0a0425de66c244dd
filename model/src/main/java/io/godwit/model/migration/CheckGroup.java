package io.godwit.model.migration;

/** What a check of a migration looks at. */
public enum CheckGroup {
  SOURCE,
  DESTINATION,
  CAPACITY,
  DATASTORES,
  NETWORKS
}
