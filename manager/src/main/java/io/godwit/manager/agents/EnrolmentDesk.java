package io.godwit.manager.agents;

import io.godwit.manager.enrolment.HostEnrolment;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.agent.AgentLink;
import io.godwit.protocol.agent.Enrolment.Enrol;
import io.godwit.protocol.agent.Enrolment.Granted;
import io.godwit.protocol.agent.Enrolment.Renew;
import io.godwit.protocol.trust.Pem;
import io.grpc.ServerMethodDefinition;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/** Answers those who want a certificate. */
final class EnrolmentDesk {
  private final Reception reception;
  private final LongSupplier nanos;
  private final ScheduledExecutorService timer;
  private final AttemptLimit attempts = new AttemptLimit();

  /**
   * At this reception.
   *
   * @param nanos monotonic time
   */
  EnrolmentDesk(Reception reception, LongSupplier nanos, ScheduledExecutorService timer) {
    this.reception = reception;
    this.nanos = nanos;
    this.timer = timer;
  }

  ServerMethodDefinition<Enrol, Granted> enrol() {
    return ServerMethodDefinition.create(AgentLink.ENROL, new SingleCall<>(this::enrol, timer));
  }

  ServerMethodDefinition<Renew, Granted> renew() {
    return ServerMethodDefinition.create(AgentLink.RENEW, new SingleCall<>(this::renew, timer));
  }

  private Granted enrol(Peer peer, Enrol wish) {
    Standing.Leader leader = reception.requireLeader();
    if (!attempts.allows(peer.address(), nanos.getAsLong())) {
      throw new GodwitException(
          ErrorCode.ENROLMENT_THROTTLED,
          "Too many attempts to enrol with bad tokens came from " + peer.address() + ".",
          "Wait half a minute and try again with a good token.");
    }
    try {
      HostEnrolment enrolment = reception.enrolment();
      return granted(enrolment.enrol(wish.host(), wish.token(), wish.request()), leader);
    } catch (GodwitException refused) {
      attempts.failed(peer.address(), nanos.getAsLong());
      throw refused;
    }
  }

  private Granted renew(Peer peer, Renew wish) {
    Standing.Leader leader = reception.requireLeader();
    Peer.Certified caller = peer.requireCertified();
    return granted(
        reception.enrolment().renew(caller.host(), caller.serial(), wish.request()), leader);
  }

  private static Granted granted(List<X509Certificate> chain, Standing.Leader leader) {
    return new Granted(Pem.of(chain), leader.managers());
  }
}
