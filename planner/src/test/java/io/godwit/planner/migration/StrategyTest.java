package io.godwit.planner.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.migration.Calibration;
import io.godwit.model.migration.Compression;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataRate;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StrategyTest {
  private static final MigrationLimits LIMITS = MigrationLimits.DEFAULT;

  @Test
  void aCalmGuestGoesByPlainPrecopy() {
    Course course = chosen(Guests.rewriting(5, 40), LIMITS).forecast().course();
    assertThat(course.transport()).isEqualTo(Transport.PLAIN);
    assertThat(course.throttle()).isZero();
    assertThat(course.postcopy()).isFalse();
    assertThat(course.pause()).isEqualTo(Duration.ofMillis(260));
  }

  @Test
  void whatIsSaidOfEachWayIsHowItTravels() {
    Choice encrypted = chosen(Guests.encrypted(Guests.rewriting(5, 40)), LIMITS);
    assertThat(encrypted.forecast().course().transport().secrecy()).isEqualTo(Secrecy.ENCRYPTED);
    assertThat(encrypted.log()).isNotEmpty().noneMatch(line -> line.contains("in the clear"));
  }

  @Test
  void whatMayBecomeAPostcopyIsLeftToQemusEncryption() {
    Situation tunnelled = Guests.with(Secrecy.TUNNELLED, Guests.rewriting(400, 2000));
    assertThat(Strategy.choose(tunnelled, LIMITS)).isInstanceOf(Choice.Refused.class);
    Choice ahead = chosen(tunnelled, LIMITS.withPostcopy(PostcopyPolicy.ALLOWED));
    assertThat(ahead.forecast().course().transport().secrecy()).isEqualTo(Secrecy.ENCRYPTED);
  }

  @Test
  void aFastLinkGetsAsManyStreamsAsItNeedsAndProcessorsAllow() {
    Link fast = new Link(DataRate.ofMegabitsPerSecond(40_000), Link.Basis.CARD, 0);
    Situation two = Guests.on(fast, Guests.facts(5, 40, null, null));
    assertThat(chosen(two, LIMITS).forecast().course().transport().channels()).isEqualTo(2);
  }

  @Test
  void whereOneStreamWasSeenToCarryLittleAFastLinkGetsMore() {
    DataRate link = DataRate.ofMegabitsPerSecond(8000);
    Link unseen = new Link(link, Link.Basis.MEASURED, 1);
    Link seen =
        new Link(
            link,
            Link.Basis.MEASURED,
            1,
            Map.of(Secrecy.CLEAR, DataRate.ofMebibytesPerSecond(200)));
    Forecast one = chosen(Guests.on(unseen, Guests.facts(5, 40, null, null)), LIMITS).forecast();
    Forecast two = chosen(Guests.on(seen, Guests.facts(5, 40, null, null)), LIMITS).forecast();
    assertThat(one.course().transport().channels()).isEqualTo(1);
    assertThat(two.course().transport().channels()).isEqualTo(2);
    // 400 MiB that are not zeros, and what is written meanwhile, at 400 MiB/s.
    assertThat(two.duration()).isBetween(Duration.ofMillis(1000), Duration.ofMillis(1100));
    assertThat(two.reasons())
        .anyMatch(reason ->
            reason.endsWith("; 2 streams carry 200 MiB/s of it each, as the copies before"));
  }

  @Test
  void memoryThatPacksWellIsPacked() {
    Situation packs = Guests.on(Guests.GIGABIT, Guests.facts(5, 40, 0.3, null));
    assertThat(chosen(packs, LIMITS).forecast().course().transport().compression())
        .isEqualTo(Compression.ZSTD);
  }

  @Test
  void memoryThatPacksBadlyIsNot() {
    Situation random = Guests.on(Guests.GIGABIT, Guests.facts(5, 40, 0.97, null));
    assertThat(chosen(random, LIMITS).forecast().course().transport()).isEqualTo(Transport.PLAIN);
  }

  @Test
  void smallChangesGoByXbzrleWhereNothingElseKeepsUp() {
    Situation counters = Guests.on(Guests.GIGABIT, Guests.facts(200, 400, 0.97, 0.1));
    assertThat(chosen(counters, LIMITS).forecast().course().transport().compression())
        .isEqualTo(Compression.XBZRLE);
  }

  @Test
  void aGuestFasterThanTheLinkIsHeldBackAsLittleAsWillDo() {
    Situation busy = Guests.rewriting(200, 400);
    Course course = chosen(busy, LIMITS.withMaxSlowdown(90)).forecast().course();
    assertThat(course.throttle()).isBetween(40, 60);
    MigrationLimits less = LIMITS.withMaxSlowdown(course.throttle() - 10);
    assertThat(Strategy.choose(busy, less)).isInstanceOf(Choice.Refused.class);
  }

  @Test
  void postcopyComesAfterOneFullPassWhereItIsAllowed() {
    MigrationLimits allowed = LIMITS.withPostcopy(PostcopyPolicy.ALLOWED);
    Course course = chosen(Guests.rewriting(200, 400), allowed).forecast().course();
    assertThat(course.postcopy()).isTrue();
    assertThat(course.transport().postcopy()).isEqualTo(Postcopy.READY);
  }

  @Test
  void whatMayNotEndByItselfIsMadeReadyForPostcopy() {
    MigrationLimits allowed = LIMITS.withPostcopy(PostcopyPolicy.ALLOWED);
    Course course = chosen(Guests.rewriting(85, 400), allowed).forecast().course();
    assertThat(course.postcopy()).isFalse();
    assertThat(course.transport().postcopy()).isEqualTo(Postcopy.READY);
  }

  @Test
  void wherePausesHaveBeenLongerThanForetoldQemuIsGivenLess() {
    Situation before = Guests.rewriting(50, 400);
    assertThat(chosen(before, LIMITS).forecast().course().pause()).hasMillis(260);
    Situation seen = Guests.calibrated(new Calibration(1, 1, 1.4, 5), before);
    Choice choice = chosen(seen, LIMITS);
    assertThat(choice.forecast().course().pause())
        .isBetween(Duration.ofMillis(174), Duration.ofMillis(175));
    assertThat(choice.forecast().downtime()).isLessThanOrEqualTo(LIMITS.downtimeLimit());
  }

  @Test
  void refusesWithTheNumbersAndTheCheapestRelaxation() {
    Choice.Refused refused = refused(Guests.rewriting(200, 400), LIMITS);
    assertThat(refused.missed()).startsWith("the pause would be 2").endsWith("the limit is 300 ms");
    assertThat(refused.relaxation().orElseThrow().sentence()).endsWith(" would do");
    assertThat(refused.log()).anyMatch(each -> each.contains("; no: the pause would be"));
  }

  @Test
  void aDeadlineThatIsTooShortIsRelaxedByALongerOne() {
    MigrationLimits hurry = LIMITS.withDeadline(Duration.ofSeconds(2));
    Choice.Refused refused = refused(Guests.rewriting(5, 40), hurry);
    assertThat(refused.missed()).contains("the copy would take 3.7 s, the deadline is 2.0 s");
    assertThat(refused.relaxation().orElseThrow().sentence())
        .isEqualTo("a deadline of 6.0 s would do");
  }

  @Test
  void aBandwidthThatIsTooLowIsRelaxedByMore() {
    MigrationLimits narrow =
        LIMITS
            .withBandwidth(DataRate.ofMebibytesPerSecond(10))
            .withDeadline(Duration.ofSeconds(40));
    Situation guest = Guests.rewriting(9, 400);
    assertThat(refused(guest, narrow).relaxation().orElseThrow().limits().bandwidth())
        .isGreaterThan(DataRate.ofMebibytesPerSecond(10));
  }

  @Test
  void aPauseShorterThanTheSwitchIsRefused() {
    Choice.Refused refused =
        refused(Guests.rewriting(5, 40), LIMITS.withDowntimeLimit(Duration.ofMillis(5)));
    assertThat(refused.missed()).contains("the limit is 5 ms");
  }

  @Test
  void nothingIsRefusedForAnAssumption() {
    MigrationLimits tight =
        LIMITS.withDeadline(Duration.ofSeconds(2)).withDowntimeLimit(Duration.ofMillis(5));
    Choice.Chosen chosen = chosen(Guests.on(Link.UNKNOWN, null), tight);
    assertThat(chosen.log())
        .contains("the guest was not sampled: nothing is refused for an assumption");
  }

  private static Choice.Chosen chosen(Situation situation, MigrationLimits limits) {
    Choice choice = Strategy.choose(situation, limits);
    assertThat(choice).as(choice.log().toString()).isInstanceOf(Choice.Chosen.class);
    return (Choice.Chosen) choice;
  }

  private static Choice.Refused refused(Situation situation, MigrationLimits limits) {
    Choice choice = Strategy.choose(situation, limits);
    assertThat(choice).as(choice.log().toString()).isInstanceOf(Choice.Refused.class);
    return (Choice.Refused) choice;
  }
}
