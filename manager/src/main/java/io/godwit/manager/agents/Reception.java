package io.godwit.manager.agents;

import io.godwit.manager.authority.TlsMaterial;
import io.godwit.manager.enrolment.HostEnrolment;
import io.godwit.protocol.agent.Refusal;
import java.util.function.Supplier;

/**
 * Who is let in, and what they are told.
 *
 * @param standing asked at every call of an agent
 */
public record Reception(
    TlsMaterial tls, HostEnrolment enrolment, String managerVersion, Supplier<Standing> standing) {
  /**
   * What a leader says; one that is none refuses.
   *
   * @throws io.grpc.StatusRuntimeException with the leader's address, if it is known
   */
  Standing.Leader requireLeader() {
    return switch (standing.get()) {
      case Standing.Leader leader -> leader;
      case Standing.Follower follower -> throw Refusal.notLeader(follower.leader());
    };
  }
}
