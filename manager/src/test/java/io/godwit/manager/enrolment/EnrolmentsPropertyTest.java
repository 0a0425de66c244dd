package io.godwit.manager.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.enrolment.EnrolmentRules.Again;
import io.godwit.manager.enrolment.EnrolmentRules.Shown;
import io.godwit.manager.entity.Entities;
import io.godwit.manager.entity.EntityKey;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random people, hosts and clocks: nobody gets in who should not, and what is kept is the state.
 */
final class EnrolmentsPropertyTest {
  private static final int STEPS = 2_000;

  private final Entities<Enrolments> entities =
      new Entities<>(Enrolments.EMPTY, Enrolments.kinds());
  private Enrolments state = Enrolments.EMPTY;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int serial;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsKeptIsTheStateAndRemovedHostsStayOut(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> revoked = new HashSet<>();
    for (int step = 0; step < STEPS; step++) {
      HostId host = new HostId("h" + random.nextInt(4));
      now = now.plus(Duration.ofMinutes(random.nextInt(3_000)));
      List<EnrolmentChange> changes;
      try {
        changes = decide(random, host);
      } catch (GodwitException refused) {
        continue;
      }
      for (EnrolmentChange change : changes) {
        applied(change, revoked);
      }
      for (String gone : revoked) {
        for (EnrolledHost each : state.hosts().values()) {
          assertThat(each.certificate(gone)).as("seed %d step %d", seed, step).isEmpty();
        }
      }
    }
    Entities<Enrolments>.Reading reading = entities.reading();
    for (Map.Entry<EntityKey, byte[]> kept : entities.all(state).entrySet()) {
      reading.add(kept.getKey(), kept.getValue());
    }
    assertThat(reading.state()).as("seed %d", seed).isEqualTo(state);
  }

  private List<EnrolmentChange> decide(SplittableRandom random, HostId host) {
    String digest = "d" + random.nextInt(6);
    String key = "k" + random.nextInt(2);
    HostCertificate fresh = new HostCertificate("s" + serial++, now.plus(Duration.ofDays(90)));
    return switch (random.nextInt(6)) {
      case 0, 1 ->
          EnrolmentRules.add(
              state,
              new WaitingToken(host, "a", digest, now.plus(Duration.ofDays(1))),
              random.nextBoolean() ? Again.WANTED : Again.REFUSED,
              now);
      case 2, 3 -> EnrolmentRules.redeem(state, new Shown(host, digest, key), fresh, now);
      case 4 -> {
        List<HostCertificate> own =
            state.hosts().get(host).map(EnrolledHost::certificates).orElse(List.of());
        String present = own.isEmpty() ? "none" : own.get(random.nextInt(own.size())).serial();
        yield EnrolmentRules.renew(state, host, present, fresh, now);
      }
      default -> EnrolmentRules.remove(state, host, now);
    };
  }

  private void applied(EnrolmentChange change, Set<String> revoked) {
    Enrolments before = state;
    state = state.apply(change);
    SortedMap<EntityKey, byte[]> old = entities.all(before);
    SortedMap<EntityKey, byte[]> young = entities.all(state);
    Set<EntityKey> all = new HashSet<>(old.keySet());
    all.addAll(young.keySet());
    for (EntityKey key : all) {
      if (!Arrays.equals(old.get(key), young.get(key))) {
        assertThat(change.touched()).contains(key);
      }
    }
    if (change instanceof EnrolmentChange.HostRemoved(HostId host)) {
      before
          .hosts()
          .get(host)
          .ifPresent(gone ->
              gone.certificates().forEach(certificate -> revoked.add(certificate.serial())));
    }
  }
}
