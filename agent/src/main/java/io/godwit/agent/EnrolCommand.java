package io.godwit.agent;

import io.godwit.agent.config.AgentConfig;
import io.godwit.agent.identity.HostIdentity;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.protocol.agent.Refusal;
import io.godwit.protocol.trust.EnrolmentToken;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * {@code godwit-agent enrol}: one attempt at each manager, and the answer at once. An agent that
 * runs notices what it left within seconds.
 */
final class EnrolCommand {
  private EnrolCommand() {}

  static void run(AgentConfig config, Optional<EnrolmentToken> given)
      throws IOException, InterruptedException {
    EnrolmentToken token =
        given.orElseThrow(() ->
            new GodwitException(
                ErrorCode.ENROLMENT_TOKEN_INVALID,
                "There is no enrolment token; the host was not enrolled.",
                "Give one with --token."));
    HostIdentity identity =
        new HostIdentity(config.host(), config.stateDirectory(), InstantSource.system());
    StringJoiner attempts = new StringJoiner("; ");
    Deque<String> managers = new ArrayDeque<>(config.managers());
    Set<String> asked = new HashSet<>();
    while (!managers.isEmpty()) {
      String manager = managers.removeFirst();
      if (!asked.add(manager)) {
        continue;
      }
      try {
        identity.enrol(manager, token);
        System.out.println("host " + config.host() + " is enrolled until " + until(identity));
        return;
      } catch (StatusRuntimeException refused) {
        Refusal.leader(refused).ifPresent(managers::addFirst);
        Optional<Problem> problem = Refusal.problem(refused);
        if (problem.filter(EnrolCommand::isFinal).isPresent()) {
          throw problem.get().asException();
        }
        attempts.add(manager + ": " + Refusal.sentence(refused));
      }
    }
    throw new GodwitException(
        ErrorCode.MANAGER_UNREACHABLE,
        "No manager enrolled the host (" + attempts + ").",
        "See that a manager runs at one of the addresses in 'managers', then try again; the token"
            + " is still good.");
  }

  private static boolean isFinal(Problem problem) {
    return problem.code() != ErrorCode.NOT_THE_LEADER;
  }

  private static String until(HostIdentity identity) {
    return identity.credential().map(own -> own.notAfter().toString()).orElse("nobody knows when");
  }
}
