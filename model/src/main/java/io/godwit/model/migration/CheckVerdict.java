package io.godwit.model.migration;

/** What came out of a check, the worst last. */
public enum CheckVerdict {
  /** Nothing speaks against the migration. */
  PASS,
  /** It is done all the same; somebody should know. */
  WARNING,
  /** It is not done. */
  REFUSAL
}
