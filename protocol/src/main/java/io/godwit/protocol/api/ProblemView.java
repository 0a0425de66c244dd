package io.godwit.protocol.api;

import io.godwit.model.error.Problem;
import java.util.Locale;

/**
 * An error as RFC 9457 has it, with our code.
 *
 * @param type a relative reference to the code's section in the operator's guide
 * @param title the code in words
 * @param status the HTTP status
 * @param detail one sentence: what is true now
 * @param code the stable code
 * @param kind REJECTED, UNAVAILABLE, FAILED, INDETERMINATE or FAULT
 * @param next one sentence: what to do next
 */
public record ProblemView(
    String type, String title, int status, String detail, String code, String kind, String next) {

  public static ProblemView of(Problem problem) {
    String words = problem.code().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new ProblemView(
        problem.code().guidePage(),
        words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1),
        problem.code().httpStatus(),
        problem.detail(),
        problem.code().name(),
        problem.code().kind().name(),
        problem.next());
  }
}
