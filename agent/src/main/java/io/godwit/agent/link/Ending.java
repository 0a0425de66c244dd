package io.godwit.agent.link;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.protocol.agent.Refusal;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** How an attempt at a manager ended. */
sealed interface Ending {
  /** The link was open; it broke, or the manager closed it. */
  record Lost(String why) implements Ending {}

  /** There was no link: nobody answered, or somebody who does not lead and knows of no leader. */
  record Failed(String why) implements Ending {}

  /** The manager that was asked knows the leader. */
  record Redirected(String leader) implements Ending {}

  /** This host may not have a link, and will not unless somebody does something. */
  record NotWelcome(Problem problem) implements Ending {}

  /** What answers is not a manager of ours. */
  record Untrusted(String why) implements Ending {}

  /** The manager leads, or thinks so, but a newer leader was followed before. */
  record Deposed(long epoch) implements Ending {}

  /** The host wants a new link: it has something new to prove itself with. */
  record Renewed() implements Ending {}

  /** What an exception of gRPC stands for, on a link that was not open yet. */
  static Ending of(Throwable broken) {
    @Nullable String leader = Refusal.leader(broken).orElse(null);
    if (leader != null) {
      return new Redirected(leader);
    }
    @Nullable Problem problem = Refusal.problem(broken).orElse(null);
    if (problem != null) {
      return isForGood(problem.code()) ? new NotWelcome(problem) : new Failed(problem.detail());
    }
    for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException untrusted) {
        return new Untrusted(String.valueOf(untrusted.getMessage()));
      }
    }
    return new Failed(Refusal.sentence(broken));
  }

  private static boolean isForGood(ErrorCode code) {
    return code == ErrorCode.AGENT_NOT_ENROLLED
        || code == ErrorCode.CERTIFICATE_REVOKED
        || code == ErrorCode.ENROLMENT_TOKEN_INVALID
        || code == ErrorCode.SIGNING_REQUEST_INVALID;
  }
}
