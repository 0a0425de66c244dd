package io.godwit.testbed.faults;

import java.util.List;

/**
 * What became of a cell.
 *
 * @param outcome one word: moved, stayed, refused, crashed, n/a
 * @param evidence one line
 * @param wrong what should not be so; none if the cell holds
 */
public record Verdict(Cell cell, String outcome, String evidence, List<String> wrong) {
  /** The outcome of a migration that got there. */
  static final String MOVED = "moved";

  public Verdict {
    wrong = List.copyOf(wrong);
  }

  static Verdict senseless(Cell cell, String reason) {
    return new Verdict(cell, "n/a", "not applicable: " + reason, List.of());
  }

  public boolean holds() {
    return wrong.isEmpty();
  }

  boolean hasMoved() {
    return outcome.equals(MOVED);
  }

  /** For the matrix. */
  String word() {
    return holds() ? outcome : "WRONG";
  }

  /** For the lines below it. */
  String line() {
    return cell + ": " + evidence + (holds() ? "" : "; WRONG: " + String.join("; ", wrong));
  }
}
