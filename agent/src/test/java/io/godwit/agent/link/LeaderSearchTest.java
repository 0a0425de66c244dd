package io.godwit.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeaderSearchTest {
  private static final Ending FAILED = new Ending.Failed("nobody answers");
  private static final Ending LOST = new Ending.Lost("it broke");
  private static final Ending NOT_WELCOME =
      new Ending.NotWelcome(new Problem(ErrorCode.CERTIFICATE_REVOKED, "Removed.", "Enrol."));

  private final LeaderSearch search = new LeaderSearch(List.of("a:1", "b:1", "c:1"), List.of());

  @Test
  void triesManagersInTurn() {
    assertThat(List.of(search.next(), search.next(), search.next(), search.next()))
        .containsExactly("a:1", "b:1", "c:1", "a:1");
  }

  @Test
  void beginsWithThoseThatALeaderTold() {
    LeaderSearch again = new LeaderSearch(List.of("a:1", "b:1"), List.of("x:1", "b:1"));
    assertThat(List.of(again.next(), again.next(), again.next(), again.next()))
        .containsExactly("x:1", "b:1", "a:1", "x:1");
  }

  @Test
  void goesWhereItIsPointedAtOnce() {
    search.next();
    assertThat(search.after(new Ending.Redirected("new:1"), 1)).isZero();
    assertThat(search.next()).isEqualTo("new:1");
    search.after(FAILED, 1);
    assertThat(search.next()).isEqualTo("a:1");
  }

  @Test
  void managersThatPointAtEachOtherAreAskedMoreSlowly() {
    for (int i = 0; i < 4; i++) {
      search.next();
      assertThat(search.after(new Ending.Redirected("b:1"), 1)).isZero();
    }
    search.next();
    assertThat(search.after(new Ending.Redirected("a:1"), 1)).isPositive();
  }

  @Test
  void pausesGrowAndStayShort() {
    Duration sum = Duration.ZERO;
    for (int i = 0; i < 20; i++) {
      Duration pause = search.after(FAILED, 1);
      assertThat(pause).isBetween(Duration.ofMillis(50), Duration.ofSeconds(1));
      sum = sum.plus(pause);
    }
    assertThat(sum).isGreaterThan(Duration.ofSeconds(10));
    search.learned(List.of("a:1"));
    assertThat(search.after(LOST, 0)).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void hostsDoNotComeBackAllAtOnce() {
    assertThat(search.after(LOST, 0)).isNotEqualTo(search.after(LOST, 0.5));
  }

  @Test
  void aHostThatIsNotWelcomeAsksSeldom() {
    assertThat(search.after(NOT_WELCOME, 1)).isEqualTo(LeaderSearch.NOT_WELCOME);
    assertThat(search.after(NOT_WELCOME, 0)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aRenewedCertificateIsShownToTheSameManager() {
    search.next();
    String manager = search.next();
    assertThat(search.after(new Ending.Renewed(), 1)).isZero();
    assertThat(search.next()).isEqualTo(manager);
  }

  @Test
  void threeManagersOfWhichTwoAreGoneAreTriedWithinASecond() {
    search.learned(List.of("a:1", "b:1", "c:1"));
    Duration sum = search.after(LOST, 1);
    sum = sum.plus(search.after(FAILED, 1)).plus(search.after(FAILED, 1));
    assertThat(sum).isLessThan(Duration.ofSeconds(1));
  }
}
