package io.godwit.model.migration;

/** Whether others on the way can read the guest's memory. */
public enum Secrecy {
  /** They can. */
  CLEAR,
  /** They cannot: TLS with a key made for this migration, which also proves who the ends are. */
  ENCRYPTED
}
