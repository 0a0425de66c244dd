package io.godwit.planner.draft;

/**
 * Why a host does not take a VM.
 *
 * @param text a part of a sentence with its figures
 */
public record Refusal(Kind kind, String text) {
  /** What refuses. */
  public enum Kind {
    /** It is closed, leaving, off or not heard of. */
    CONDITION,
    MEMORY,
    /** It has promised as many virtual processors as it may. */
    PROCESSORS,
    /** Its cores are reserved. */
    RESERVATION,
    /** A MUST rule. */
    RULE
  }
}
