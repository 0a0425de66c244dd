package io.godwit.model.migration;

/** Whether others on the way can read the guest's memory. */
public enum Secrecy {
  /** They can. */
  CLEAR,
  /** They cannot: QEMU's TLS with a key made for this migration, which proves who the ends are. */
  ENCRYPTED,
  /** They cannot: the same by programs beside both QEMUs, which carry more. */
  TUNNELLED
}
