package io.godwit.manager.enrolment;

import io.godwit.manager.enrolment.EnrolledHost.Redeemed;
import io.godwit.manager.enrolment.EnrolmentChange.CertificateRenewed;
import io.godwit.manager.enrolment.EnrolmentChange.Forgotten;
import io.godwit.manager.enrolment.EnrolmentChange.HostRemoved;
import io.godwit.manager.enrolment.EnrolmentChange.TokenIssued;
import io.godwit.manager.enrolment.EnrolmentChange.TokenRedeemed;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides what may follow a state of enrolments, or refuses with a sentence. Pure. */
final class EnrolmentRules {
  /** As long as it takes to walk to a rack tomorrow. */
  static final Duration TOKEN_LIFETIME = Duration.ofHours(24);

  /** Four times the largest data center that is promised. */
  static final int MAX_HOSTS = 10_000;

  /** Housekeeping that one decision takes along; the next one takes more. */
  private static final int MAX_FORGOTTEN = 100;

  private EnrolmentRules() {}

  /**
   * A token as it was shown.
   *
   * @param digest of the token
   * @param key fingerprint of the key a certificate is wanted for
   */
  record Shown(HostId host, String digest, String key) {}

  /** Whether a host that is enrolled may get a token. */
  enum Again {
    REFUSED,
    WANTED
  }

  /**
   * Hands out a token.
   *
   * @throws GodwitException HOST_ALREADY_ENROLLED, HOST_LIMIT_REACHED
   */
  static List<EnrolmentChange> add(Enrolments state, WaitingToken token, Again again, Instant now) {
    HostId host = token.host();
    if (again == Again.REFUSED
        && state.hosts().get(host).filter(EnrolledHost::enrolled).isPresent()) {
      throw new GodwitException(
          ErrorCode.HOST_ALREADY_ENROLLED,
          "Host " + host + " is enrolled already; nothing was changed.",
          "Choose another name, or ask for a token with 'reenrol' if this host lost its own.");
    }
    List<EnrolmentChange> changes = new ArrayList<>(forgettable(state, now));
    int left = state.hosts().size() + state.tokens().size() - changes.size();
    if (left >= MAX_HOSTS && !state.hosts().has(host) && !state.tokens().has(host)) {
      throw new GodwitException(
          ErrorCode.HOST_LIMIT_REACHED,
          "There are "
              + left
              + " hosts, as many as a manager takes; host "
              + host
              + " was not added.",
          "Remove hosts that are gone.");
    }
    changes.removeIf(forgotten -> forgotten.host().equals(host));
    changes.add(new TokenIssued(token));
    return changes;
  }

  /** Whether this token is one that may let the host in, whoever shows it. */
  static boolean knows(Enrolments state, HostId host, String digest, Instant now) {
    return waiting(state, host, digest, now).isPresent()
        || redeemed(state, host, digest, now).isPresent();
  }

  private static Optional<WaitingToken> waiting(
      Enrolments state, HostId host, String digest, Instant now) {
    return state
        .tokens()
        .get(host)
        .filter(token -> same(token.digest(), digest) && now.isBefore(token.expiresAt()));
  }

  private static Optional<EnrolledHost> redeemed(
      Enrolments state, HostId host, String digest, Instant now) {
    return state
        .hosts()
        .get(host)
        .filter(EnrolledHost::enrolled)
        .filter(known -> same(known.redeemed().digest(), digest))
        .filter(known -> now.isBefore(known.redeemed().until()));
  }

  /**
   * Uses a token: for its first key, or for the same key once more, because the answer to an
   * earlier call may have been lost.
   *
   * @throws GodwitException ENROLMENT_TOKEN_INVALID, the same whatever is wrong
   */
  static List<EnrolmentChange> redeem(
      Enrolments state, Shown shown, HostCertificate certificate, Instant now) {
    HostId host = shown.host();
    Optional<WaitingToken> waiting = waiting(state, host, shown.digest(), now);
    if (waiting.isPresent()) {
      Redeemed by = new Redeemed(shown.digest(), shown.key(), waiting.get().expiresAt());
      return List.of(new TokenRedeemed(host, certificate, waiting.get().address(), by, now));
    }
    EnrolledHost known =
        redeemed(state, host, shown.digest(), now)
            .filter(each -> each.redeemed().key().equals(shown.key()))
            .orElseThrow(() -> tokenInvalid(host));
    return List.of(new TokenRedeemed(host, certificate, known.address(), known.redeemed(), now));
  }

  /**
   * Whether a certificate is good for a link or a renewal.
   *
   * @throws GodwitException AGENT_NOT_ENROLLED, CERTIFICATE_REVOKED
   */
  static void check(Enrolments state, HostId host, String serial, Instant now) {
    EnrolledHost known =
        state
            .hosts()
            .get(host)
            .orElseThrow(() ->
                new GodwitException(
                    ErrorCode.AGENT_NOT_ENROLLED,
                    "Host " + host + " is not enrolled here.",
                    "Add the host for a token, and enrol its agent with it."));
    if (!known.enrolled()) {
      throw revoked(host, "was removed");
    }
    HostCertificate certificate =
        known.certificate(serial).orElseThrow(() -> revoked(host, "was enrolled again since"));
    if (now.isAfter(certificate.notAfter())) {
      throw new GodwitException(
          ErrorCode.AGENT_NOT_ENROLLED,
          "The certificate of host " + host + " was valid until " + certificate.notAfter() + ".",
          "Ask for a token with 'reenrol' and enrol its agent with it.");
    }
  }

  /**
   * Adds a certificate by means of one that is good.
   *
   * @param present serial of the one that was shown
   * @throws GodwitException AGENT_NOT_ENROLLED, CERTIFICATE_REVOKED
   */
  static List<EnrolmentChange> renew(
      Enrolments state, HostId host, String present, HostCertificate fresh, Instant now) {
    check(state, host, present, now);
    EnrolledHost known = state.hosts().get(host).orElseThrow();
    List<HostCertificate> good =
        known.certificates().stream().filter(each -> !now.isAfter(each.notAfter())).toList();
    List<String> dropped = new ArrayList<>(serials(known.certificates()));
    dropped.removeAll(serials(good));
    // Of those whose answers were lost, the oldest goes; never the one the host calls with.
    int tooMany = good.size() + 1 - EnrolledHost.MAX_CERTIFICATES;
    serials(good).stream()
        .filter(serial -> !serial.equals(present))
        .limit(Math.max(0, tooMany))
        .forEach(dropped::add);
    return List.of(new CertificateRenewed(host, fresh, dropped));
  }

  private static List<String> serials(List<HostCertificate> certificates) {
    return certificates.stream().map(HostCertificate::serial).toList();
  }

  /**
   * Takes everything away from a host.
   *
   * @throws GodwitException HOST_UNKNOWN
   */
  static List<EnrolmentChange> remove(Enrolments state, HostId host, Instant now) {
    boolean enrolled = state.hosts().get(host).filter(EnrolledHost::enrolled).isPresent();
    if (!enrolled && !state.tokens().has(host)) {
      throw new GodwitException(
          ErrorCode.HOST_UNKNOWN,
          "There is no enrolled host " + host + "; nothing was changed.",
          "List the hosts with 'godwit host list'.");
    }
    List<EnrolmentChange> changes = new ArrayList<>(forgettable(state, now));
    changes.removeIf(forgotten -> forgotten.host().equals(host));
    changes.add(new HostRemoved(host));
    return changes;
  }

  /** What nobody can come back with: removed hosts without a valid certificate, expired tokens. */
  private static List<EnrolmentChange> forgettable(Enrolments state, Instant now) {
    Stream<HostId> removed =
        state.hosts().values().stream()
            .filter(host -> !host.enrolled() && now.isAfter(host.goodUntil()))
            .map(EnrolledHost::host)
            .filter(host ->
                state
                    .tokens()
                    .get(host)
                    .filter(token -> now.isBefore(token.expiresAt()))
                    .isEmpty());
    Stream<HostId> expired =
        state.tokens().values().stream()
            .filter(token -> now.isAfter(token.expiresAt()) && !state.hosts().has(token.host()))
            .map(WaitingToken::host);
    return Stream.concat(removed, expired)
        .limit(MAX_FORGOTTEN)
        .<EnrolmentChange>map(Forgotten::new)
        .toList();
  }

  private static boolean same(String kept, String shown) {
    return MessageDigest.isEqual(
        kept.getBytes(StandardCharsets.US_ASCII), shown.getBytes(StandardCharsets.US_ASCII));
  }

  private static GodwitException revoked(HostId host, String why) {
    return new GodwitException(
        ErrorCode.CERTIFICATE_REVOKED,
        "Host " + host + " " + why + "; the certificate its agent calls with is revoked.",
        "Add the host again and enrol its agent with the new token, or stop its agent.");
  }

  static GodwitException tokenInvalid(HostId host) {
    return new GodwitException(
        ErrorCode.ENROLMENT_TOKEN_INVALID,
        "The enrolment token is not good for host " + host + "; the host was not enrolled.",
        "Ask for a new token, and see that it was made for this host's name.");
  }
}
