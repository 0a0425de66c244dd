package io.godwit.manager.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.manager.enrolment.EnrolmentRules.Again;
import io.godwit.manager.enrolment.EnrolmentRules.Shown;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class EnrolmentRulesTest {
  private static final HostId H1 = new HostId("h1");
  private static final HostId H2 = new HostId("h2");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LIFETIME = Duration.ofDays(90);

  private Enrolments state = Enrolments.EMPTY;
  private Instant now = START;

  private void apply(List<EnrolmentChange> changes) {
    for (EnrolmentChange change : changes) {
      state = state.apply(change);
    }
  }

  private void add(HostId host, String digest, Again again) {
    WaitingToken token = new WaitingToken(host, "10.0.0.1", digest, now.plus(DAY));
    apply(EnrolmentRules.add(state, token, again, now));
  }

  private HostCertificate certificate(String serial) {
    return new HostCertificate(serial, now.plus(LIFETIME));
  }

  private void redeem(HostId host, String digest, String key, String serial) {
    Shown shown = new Shown(host, digest, key);
    apply(EnrolmentRules.redeem(state, shown, certificate(serial), now));
  }

  private void renew(String present, String serial) {
    apply(EnrolmentRules.renew(state, H1, present, certificate(serial), now));
  }

  private void check(HostId host, String serial) {
    EnrolmentRules.check(state, host, serial, now);
  }

  private static void refuses(ErrorCode code, ThrowingCallable call) {
    GodwitException refused = catchThrowableOfType(GodwitException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
  }

  @Test
  void aTokenLetsItsHostInOnce() {
    add(H1, "d1", Again.REFUSED);
    redeem(H1, "d1", "k1", "a");
    check(H1, "a");
    assertThat(state.tokens().size()).isZero();
    refuses(ErrorCode.ENROLMENT_TOKEN_INVALID, () -> redeem(H1, "d1", "another key", "b"));
    check(H1, "a");
  }

  @Test
  void theSameKeyMayAskAgainBecauseAnAnswerCanBeLost() {
    add(H1, "d1", Again.REFUSED);
    redeem(H1, "d1", "k1", "a");
    redeem(H1, "d1", "k1", "b");
    check(H1, "b");
    refuses(ErrorCode.CERTIFICATE_REVOKED, () -> check(H1, "a"));
    now = now.plus(DAY);
    refuses(ErrorCode.ENROLMENT_TOKEN_INVALID, () -> redeem(H1, "d1", "k1", "c"));
  }

  @Test
  void aTokenIsGoodForItsHostOnly() {
    add(H1, "d1", Again.REFUSED);
    add(H2, "d2", Again.REFUSED);
    refuses(ErrorCode.ENROLMENT_TOKEN_INVALID, () -> redeem(H2, "d1", "k", "a"));
    refuses(ErrorCode.ENROLMENT_TOKEN_INVALID, () -> redeem(new HostId("h3"), "d1", "k", "a"));
    redeem(H1, "d1", "k", "a");
  }

  @Test
  void aTokenExpires() {
    add(H1, "d1", Again.REFUSED);
    now = now.plus(DAY);
    refuses(ErrorCode.ENROLMENT_TOKEN_INVALID, () -> redeem(H1, "d1", "k", "a"));
  }

  @Test
  void aNewerTokenVoidsTheOlder() {
    add(H1, "d1", Again.REFUSED);
    add(H1, "d2", Again.REFUSED);
    refuses(ErrorCode.ENROLMENT_TOKEN_INVALID, () -> redeem(H1, "d1", "k", "a"));
    redeem(H1, "d2", "k", "a");
  }

  @Test
  void anEnrolledHostIsNotEnrolledOverItsHead() {
    add(H1, "d1", Again.REFUSED);
    redeem(H1, "d1", "k", "a");
    refuses(ErrorCode.HOST_ALREADY_ENROLLED, () -> add(H1, "d2", Again.REFUSED));
    add(H1, "d2", Again.WANTED);
    check(H1, "a"); // until the token is used
    redeem(H1, "d2", "k2", "b");
    check(H1, "b");
    refuses(ErrorCode.CERTIFICATE_REVOKED, () -> check(H1, "a"));
  }

  @Test
  void aRemovedHostHasNothingLeft() {
    add(H1, "d1", Again.REFUSED);
    redeem(H1, "d1", "k", "a");
    add(H1, "d2", Again.WANTED);
    apply(EnrolmentRules.remove(state, H1, now));
    refuses(ErrorCode.CERTIFICATE_REVOKED, () -> check(H1, "a"));
    refuses(ErrorCode.CERTIFICATE_REVOKED, () -> renew("a", "b"));
    refuses(ErrorCode.ENROLMENT_TOKEN_INVALID, () -> redeem(H1, "d2", "k", "b"));
    refuses(ErrorCode.ENROLMENT_TOKEN_INVALID, () -> redeem(H1, "d1", "k", "b"));
    refuses(ErrorCode.HOST_UNKNOWN, () -> EnrolmentRules.remove(state, H1, now));
    add(H1, "d3", Again.REFUSED);
    redeem(H1, "d3", "k", "c");
    check(H1, "c");
    refuses(ErrorCode.CERTIFICATE_REVOKED, () -> check(H1, "a"));
  }

  @Test
  void aStrangerIsNotEnrolled() {
    refuses(ErrorCode.AGENT_NOT_ENROLLED, () -> check(H1, "a"));
    refuses(ErrorCode.HOST_UNKNOWN, () -> EnrolmentRules.remove(state, H1, now));
  }

  @Test
  void aRenewalKeepsThePresentCertificateWhoseAnswerMayBeLost() {
    add(H1, "d1", Again.REFUSED);
    redeem(H1, "d1", "k", "a");
    for (int i = 0; i < 10; i++) {
      renew("a", "n" + i);
    }
    check(H1, "a");
    check(H1, "n9");
    assertThat(state.hosts().get(H1).orElseThrow().certificates())
        .hasSize(EnrolledHost.MAX_CERTIFICATES);
    refuses(ErrorCode.CERTIFICATE_REVOKED, () -> check(H1, "n0"));
    now = now.plus(LIFETIME).plusSeconds(1);
    refuses(ErrorCode.AGENT_NOT_ENROLLED, () -> check(H1, "a"));
    refuses(ErrorCode.AGENT_NOT_ENROLLED, () -> renew("a", "late"));
  }

  @Test
  void whatIsOverIsForgottenWhenSomethingIsDone() {
    add(H1, "d1", Again.REFUSED);
    redeem(H1, "d1", "k", "a");
    apply(EnrolmentRules.remove(state, H1, now));
    add(H2, "d2", Again.REFUSED);
    now = now.plus(LIFETIME).plus(DAY);
    add(new HostId("h3"), "d3", Again.REFUSED);
    assertThat(state.hosts().size()).isZero();
    assertThat(state.tokens().size()).isOne();
  }

  @Test
  void hostsAreBounded() {
    for (int i = 0; i < EnrolmentRules.MAX_HOSTS; i++) {
      HostId host = new HostId("h" + i);
      WaitingToken token = new WaitingToken(host, "a", "d", now.plus(DAY));
      apply(List.of(new EnrolmentChange.TokenIssued(token)));
    }
    refuses(ErrorCode.HOST_LIMIT_REACHED, () -> add(new HostId("more"), "d", Again.REFUSED));
    add(H1, "again", Again.REFUSED);
    now = now.plus(DAY).plusSeconds(1);
    add(new HostId("more"), "d", Again.REFUSED);
  }
}
