package io.godwit.model.migration;

/** What is asked for about {@link Secrecy}. */
public enum SecrecyPolicy {
  /** Encrypted, or refused. */
  REQUIRED,
  /** Encrypted where both hosts can, else in the clear. */
  PREFERRED,
  /** In the clear. */
  OFF
}
