package io.godwit.model.migration;

import io.godwit.model.error.Problem;
import java.util.Locale;

/**
 * One check that was made.
 *
 * @param check which
 * @param subject what of the VM it was about, as a disk; blank if it was about the whole VM
 * @param needed what the VM needs
 * @param found what there is
 * @param finding what came out
 */
public record CheckItem(Check check, String subject, String needed, String found, Finding finding) {
  /** What came out of a check. */
  public sealed interface Finding {
    CheckVerdict verdict();
  }

  /** What is needed is there. */
  public record Pass() implements Finding {
    @Override
    public CheckVerdict verdict() {
      return CheckVerdict.PASS;
    }
  }

  /**
   * Somebody should know.
   *
   * @param detail one sentence: what is true
   * @param next one sentence: what could be done about it
   */
  public record Warning(String detail, String next) implements Finding {
    @Override
    public CheckVerdict verdict() {
      return CheckVerdict.WARNING;
    }
  }

  /** Why the VM does not move. */
  public record Refusal(Problem problem) implements Finding {
    @Override
    public CheckVerdict verdict() {
      return CheckVerdict.REFUSAL;
    }
  }

  public CheckVerdict verdict() {
    return finding.verdict();
  }

  /** As {@code destination.machine}. */
  public String id() {
    return check.group().name().toLowerCase(Locale.ROOT) + "." + check.word();
  }
}
