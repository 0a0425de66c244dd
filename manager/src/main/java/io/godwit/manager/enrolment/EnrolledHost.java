package io.godwit.manager.enrolment;

import io.godwit.model.host.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A host that has or had a certificate.
 *
 * @param address where people say it is; a hint, never proof
 * @param enrolledAt when it last redeemed a token
 * @param certificates those that are good, oldest first; none of a removed host
 * @param redeemed how it got in
 * @param goodUntil when the last certificate ever issued to it ends
 */
public record EnrolledHost(
    HostId host,
    String address,
    State state,
    Instant enrolledAt,
    List<HostCertificate> certificates,
    Redeemed redeemed,
    Instant goodUntil) {
  /** Whether it belongs to the data center. */
  public enum State {
    ENROLLED,
    REMOVED
  }

  /**
   * The token that let it in, and for which key.
   *
   * @param digest of the token
   * @param key fingerprint of the key
   * @param until when the token would have expired
   */
  public record Redeemed(String digest, String key, Instant until) {}

  /** A renewal whose answer was lost is asked for again; a host needs one of these at a time. */
  static final int MAX_CERTIFICATES = 4;

  public EnrolledHost {
    certificates = List.copyOf(certificates);
    if (certificates.size() > MAX_CERTIFICATES
        || (state == State.REMOVED && !certificates.isEmpty())) {
      throw new IllegalArgumentException(host + " cannot have these certificates");
    }
  }

  /** Not called isEnrolled: that would be a property of its JSON form. */
  public boolean enrolled() {
    return state == State.ENROLLED;
  }

  public Optional<HostCertificate> certificate(String serial) {
    return certificates.stream().filter(each -> each.serial().equals(serial)).findFirst();
  }
}
