package io.godwit.manager.enrolment;

import io.godwit.manager.authority.Authority;
import io.godwit.manager.authority.SigningRequest;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.protocol.trust.EnrolmentToken;
import io.godwit.protocol.trust.Identity;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes hosts into the data center and out of it. A certificate leaves only after it is recorded;
 * who listens hears of a host after its certificates have been taken away.
 */
public final class HostEnrolment {
  private static final Logger LOG = LoggerFactory.getLogger(HostEnrolment.class);

  /** The longest name of a machine there is in DNS, a port and brackets. */
  private static final int MAX_ADDRESS = 270;

  private final Authority authority;
  private final EnrolmentLedger ledger;
  private final InstantSource clock;
  private final SecureRandom random;
  private final List<Consumer<HostId>> listeners = new CopyOnWriteArrayList<>();

  /** For hosts of this authority, recorded there. */
  public HostEnrolment(
      Authority authority, EnrolmentLedger ledger, InstantSource clock, SecureRandom random) {
    this.authority = authority;
    this.ledger = ledger;
    this.clock = clock;
    this.random = random;
  }

  /** Hears of hosts whose earlier certificates are no longer good; on the thread that decided. */
  public void onRevoked(Consumer<HostId> listener) {
    listeners.add(listener);
  }

  /**
   * Lets a host enrol once within 24 hours. An older token of it is void.
   *
   * @param address where it is, for people
   * @throws GodwitException HOST_ALREADY_ENROLLED, HOST_LIMIT_REACHED, SPEC_INVALID
   */
  public EnrolmentToken add(HostId host, String address) {
    return issue(host, address, EnrolmentRules.Again.REFUSED);
  }

  /**
   * The same for a host that may be enrolled: when the token is used, its older certificates end.
   *
   * @throws GodwitException HOST_LIMIT_REACHED, SPEC_INVALID
   */
  public EnrolmentToken reenrol(HostId host, String address) {
    return issue(host, address, EnrolmentRules.Again.WANTED);
  }

  private EnrolmentToken issue(HostId host, String address, EnrolmentRules.Again again) {
    if (address.length() > MAX_ADDRESS || address.chars().anyMatch(Character::isISOControl)) {
      throw new GodwitException(
          ErrorCode.SPEC_INVALID,
          "The address of host " + host + " is no address; nothing was changed.",
          "Give a name or an address of at most " + MAX_ADDRESS + " characters.");
    }
    byte[] secret = new byte[EnrolmentToken.SECRET_BYTES];
    random.nextBytes(secret);
    EnrolmentToken token = EnrolmentToken.of(secret, authority.fingerprint());
    Instant now = clock.instant();
    WaitingToken waiting =
        new WaitingToken(host, address, token.digest(), now.plus(EnrolmentRules.TOKEN_LIFETIME));
    ledger.record(state -> EnrolmentRules.add(state, waiting, again, now));
    LOG.info("host {} may enrol until {}", host, waiting.expiresAt());
    return token;
  }

  /**
   * Takes a host's token and certificates away; its link ends.
   *
   * @throws GodwitException HOST_UNKNOWN
   */
  public void remove(HostId host) {
    Instant now = clock.instant();
    ledger.record(state -> EnrolmentRules.remove(state, host, now));
    LOG.info("host {} removed: its certificates are revoked", host);
    revoked(host);
  }

  /** Every host that is enrolled, by name. */
  public List<EnrolledHost> list() {
    return ledger.now().hosts().values().stream().filter(EnrolledHost::enrolled).toList();
  }

  /** Tokens that wait to be used, by the name of their host. */
  public List<WaitingToken> waiting() {
    Instant now = clock.instant();
    return ledger.now().tokens().values().stream()
        .filter(token -> now.isBefore(token.expiresAt()))
        .toList();
  }

  /**
   * Uses a token.
   *
   * @param request for a key of the host, as text
   * @return the host's certificate, then the authority's
   * @throws GodwitException ENROLMENT_TOKEN_INVALID, SIGNING_REQUEST_INVALID
   */
  public List<X509Certificate> enrol(HostId host, String token, String request) {
    String digest = digest(host, token);
    Instant now = clock.instant();
    // A stranger is not worth the reading of a request.
    if (!EnrolmentRules.knows(ledger.now(), host, digest, now)) {
      throw EnrolmentRules.tokenInvalid(host);
    }
    SigningRequest wish = SigningRequest.parse(request);
    String key = wish.fingerprint().value();
    X509Certificate certificate = authority.sign(wish, Identity.of(host));
    ledger.record(state ->
        EnrolmentRules.redeem(
            state, new EnrolmentRules.Shown(host, digest, key), entry(certificate), now));
    LOG.info("host {} enrolled, its certificate is good until {}", host, until(certificate));
    revoked(host);
    return List.of(certificate, authority.certificate());
  }

  /**
   * The next certificate of a host, by means of the present one.
   *
   * @param serial of the present one, hexadecimal
   * @return as {@link #enrol}
   * @throws GodwitException AGENT_NOT_ENROLLED, CERTIFICATE_REVOKED, SIGNING_REQUEST_INVALID
   */
  public List<X509Certificate> renew(HostId host, String serial, String request) {
    check(host, serial);
    X509Certificate certificate = authority.sign(SigningRequest.parse(request), Identity.of(host));
    Instant now = clock.instant();
    ledger.record(state -> EnrolmentRules.renew(state, host, serial, entry(certificate), now));
    LOG.info("the certificate of host {} was renewed, until {}", host, until(certificate));
    return List.of(certificate, authority.certificate());
  }

  /**
   * Whether a certificate is good now.
   *
   * @param serial hexadecimal
   * @throws GodwitException AGENT_NOT_ENROLLED, CERTIFICATE_REVOKED
   */
  public void check(HostId host, String serial) {
    EnrolmentRules.check(ledger.now(), host, serial, clock.instant());
  }

  private String digest(HostId host, String text) {
    EnrolmentToken token;
    try {
      token = EnrolmentToken.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw EnrolmentRules.tokenInvalid(host);
    }
    if (!token.authority().equals(authority.fingerprint())) {
      throw EnrolmentRules.tokenInvalid(host);
    }
    return token.digest();
  }

  private static HostCertificate entry(X509Certificate certificate) {
    return new HostCertificate(certificate.getSerialNumber().toString(16), until(certificate));
  }

  private static Instant until(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  private void revoked(HostId host) {
    listeners.forEach(listener -> listener.accept(host));
  }
}
