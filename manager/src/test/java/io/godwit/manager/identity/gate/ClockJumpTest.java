package io.godwit.manager.identity.gate;

import static io.godwit.manager.identity.People.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.manager.identity.FirstStart;
import io.godwit.manager.identity.ManualTime;
import io.godwit.manager.identity.MemoryBook;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.Scope;
import io.godwit.manager.identity.Tokens;
import io.godwit.manager.identity.password.Passwords;
import io.godwit.manager.time.ForwardTime;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A wall clock that people set must let nobody in again, and keep nobody out for good. */
final class ClockJumpTest {
  private static final String HERE = "192.0.2.1";
  private static final String SECRET = "the first password";
  private static final Duration JUMP = Duration.ofHours(2);
  private static final Duration HOUR = Duration.ofHours(1);

  private final MemoryBook book = new MemoryBook();
  private final ManualTime machine = new ManualTime();
  private final SecureRandom random = new SecureRandom();
  private final Accounts accounts =
      new Accounts(
          book, Passwords.cheap(random, Time.REAL), random, new ForwardTime(machine), note -> {});
  private final Gatekeeper gate = accounts.gatekeeper();

  @BeforeEach
  void begin() {
    assertThat(accounts.firstStart(SECRET)).isEmpty();
  }

  private Issued login() {
    return accounts.login(FirstStart.ADMIN.value(), SECRET, HERE);
  }

  private Issued token(Duration lifetime) {
    Principal root = Principal.byPassword(FirstStart.ADMIN, HERE);
    return accounts.issue(
        root, new Accounts.TokenWish(name("admin"), "for a test", Scope.FULL, lifetime));
  }

  private Principal enter(Issued token) {
    return gate.identify(new Caller("Bearer " + token.text().reveal(), HERE));
  }

  private boolean isLetIn(Issued token) {
    GodwitException refused = catchThrowableOfType(GodwitException.class, () -> enter(token));
    if (refused != null) {
      assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }
    return refused == null;
  }

  @Test
  void whatHasExpiredStaysSoWhenTheClockIsSetBack() {
    Issued token = token(HOUR);
    machine.pass(HOUR);
    assertThat(isLetIn(token)).isFalse();
    machine.jump(JUMP.negated());
    assertThat(isLetIn(token)).isFalse();
  }

  @Test
  void aClockThatIsSetBackGivesNoTokenMoreTime() {
    Issued token = token(HOUR);
    machine.jump(JUMP.negated());
    machine.pass(HOUR.minusSeconds(1));
    assertThat(isLetIn(token)).isTrue();
    machine.pass(Duration.ofSeconds(1));
    assertThat(isLetIn(token)).isFalse();
  }

  @Test
  void aCallThatIsUnderWayEndsWithItsToken() {
    Principal who = enter(token(HOUR));
    machine.pass(HOUR);
    machine.jump(JUMP.negated());
    GodwitException refused =
        catchThrowableOfType(GodwitException.class, () -> gate.require(who, new Need.ToBeKnown()));
    assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @Test
  void whatWasRevokedStaysSoWhereverTheClockGoes() {
    Issued token = token(Duration.ofDays(30));
    accounts.revoke(
        Principal.byPassword(FirstStart.ADMIN, HERE), name("admin"), token.token().id());
    for (Duration jump : new Duration[] {JUMP.negated(), JUMP, JUMP, JUMP.negated()}) {
      machine.jump(jump);
      assertThat(isLetIn(token)).isFalse();
    }
  }

  /** Logins may end early, by what the clock has jumped; whoever logs in again stays in. */
  @Test
  void aClockThatWasSetForwardAndBackLocksNobodyOut() {
    Issued before = login();
    machine.jump(JUMP);
    assertThat(isLetIn(before)).isTrue();
    machine.jump(JUMP.negated());
    Issued brief = token(Duration.ofMinutes(10));
    Issued after = login();
    machine.pass(Duration.ofMinutes(9));
    assertThat(isLetIn(brief)).as("a token for less than the clock has jumped").isTrue();
    machine.pass(Tokens.LOGIN_LIFETIME.minus(Duration.ofMinutes(9)).minusSeconds(1));
    assertThat(isLetIn(after)).isTrue();
    assertThat(isLetIn(before)).isFalse();
  }

  @Test
  void wrongPasswordsAreForgottenWhereverTheClockGoes() {
    for (int i = 0; i < 30; i++) {
      assertThatThrownBy(() -> accounts.login("admin", "not it", "192.0.2.77"))
          .isInstanceOf(GodwitException.class);
    }
    machine.jump(JUMP.negated());
    machine.pass(Duration.ofMinutes(1));
    assertThat(isLetIn(login())).isTrue();
  }

  /** Told is what the clock says; passed what has passed. */
  @Test
  void forwardTimeNeverGoesBackAndNeverStandsStill() {
    for (int seed = 1; seed <= 200; seed++) {
      SplittableRandom dice = new SplittableRandom(seed);
      ManualTime told = new ManualTime();
      ForwardTime forward = new ForwardTime(told);
      Instant last = forward.instant();
      for (int i = 0; i < 50; i++) {
        Duration passed = Duration.ofMillis(dice.nextInt(1, 600_000));
        told.pass(passed);
        told.jump(Duration.ofSeconds(dice.nextInt(-7200, 7200)));
        Instant now = forward.instant();
        assertThat(now).as("seed %d", seed).isAfterOrEqualTo(last.plus(passed));
        assertThat(now).as("seed %d", seed).isAfterOrEqualTo(told.instant());
        last = now;
      }
    }
  }
}
