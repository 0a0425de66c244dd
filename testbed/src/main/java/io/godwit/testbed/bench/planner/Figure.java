package io.godwit.testbed.bench.planner;

import java.util.Locale;

/**
 * One line of the table.
 *
 * @param bound what was promised; empty if nothing was
 */
public record Figure(String what, String measured, String bound, Outcome outcome) {
  /** How a figure stands to its bound. */
  public enum Outcome {
    MET,
    NOT_MET,
    /** Nothing was promised. */
    TOLD,
    NOT_RUN
  }

  /** A time against the longest that is good. */
  public static Figure time(String what, double ms, double boundMs) {
    return new Figure(what, text(ms), text(boundMs), ms <= boundMs ? Outcome.MET : Outcome.NOT_MET);
  }

  /** Something that has to be so. */
  public static Figure fact(String what, String measured, boolean holds) {
    return new Figure(what, measured, "has to be", holds ? Outcome.MET : Outcome.NOT_MET);
  }

  /** A figure without a bound. */
  public static Figure told(String what, String measured) {
    return new Figure(what, measured, "", Outcome.TOLD);
  }

  /** What could not be measured. */
  public static Figure notRun(String what, String why) {
    return new Figure(what, why, "", Outcome.NOT_RUN);
  }

  static String text(double ms) {
    return ms < 1000
        ? String.format(Locale.ROOT, "%.1f ms", ms)
        : String.format(Locale.ROOT, "%.2f s", ms / 1000);
  }

  String within() {
    return switch (outcome) {
      case MET -> "yes";
      case NOT_MET -> "NO";
      case TOLD -> "";
      case NOT_RUN -> "not run";
    };
  }
}
