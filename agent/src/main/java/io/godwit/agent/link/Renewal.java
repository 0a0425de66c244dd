package io.godwit.agent.link;

import io.godwit.agent.identity.HostIdentity;
import io.godwit.protocol.agent.Refusal;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the host's certificate when a third of its lifetime is left, again and again until it
 * works; then the link is made anew once.
 */
public final class Renewal {
  private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);

  /** Looking costs nothing. */
  private static final Duration LOOK_INTERVAL = Duration.ofMinutes(1);

  /** Thirty days are left for it; and a clock that runs wild must not ask for more. */
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofHours(1);

  private final HostIdentity identity;
  private final ManagerLink link;
  private final Duration look;

  public Renewal(HostIdentity identity, ManagerLink link) {
    this(identity, link, LOOK_INTERVAL);
  }

  Renewal(HostIdentity identity, ManagerLink link, Duration look) {
    this.identity = identity;
    this.link = link;
    this.look = look;
  }

  /** Works until interrupted. */
  public void run() throws InterruptedException {
    while (true) {
      Thread.sleep(look);
      Optional<String> leader = link.leader();
      if (leader.isPresent() && isDue()) {
        attempt(leader.get());
        Thread.sleep(BETWEEN_ATTEMPTS);
      }
    }
  }

  private boolean isDue() {
    return identity.credential().filter(own -> own.isDueForRenewal(identity.now())).isPresent();
  }

  private void attempt(String leader) throws InterruptedException {
    try {
      identity.renew(leader);
      link.renewWhenIdle();
    } catch (StatusRuntimeException refused) {
      LOG.warn(
          "the certificate was not renewed, it is tried again in an hour: {}",
          Refusal.sentence(refused));
    } catch (IOException unwritable) {
      LOG.error(
          "The new certificate cannot be kept: {}. Make room in the state directory; it is tried"
              + " again in an hour.",
          unwritable.getMessage());
    }
  }
}
