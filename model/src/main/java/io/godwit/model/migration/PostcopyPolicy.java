package io.godwit.model.migration;

/** Whether a migration may become a post-copy, after which the guest depends on both hosts. */
public enum PostcopyPolicy {
  FORBIDDEN,
  /** If nothing else keeps to the limits. */
  ALLOWED
}
