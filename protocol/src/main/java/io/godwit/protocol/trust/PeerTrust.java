package io.godwit.protocol.trust;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes peers of one role whose certificate our authority has signed. The address a peer was
 * reached at plays no part: its certificate says who it is, and it may move.
 */
public final class PeerTrust extends X509ExtendedTrustManager {
  /** Ours have two; a longer one is somebody's attempt to keep us busy. */
  private static final int MAX_CHAIN = 4;

  private static final String FOR_SERVERS = "1.3.6.1.5.5.7.3.1";
  private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";

  private final @Nullable X509Certificate authority;
  private final Fingerprint fingerprint;
  private final Identity.Role role;
  private final InstantSource clock;

  private PeerTrust(
      @Nullable X509Certificate authority,
      Fingerprint fingerprint,
      Identity.Role role,
      InstantSource clock) {
    this.authority = authority;
    this.fingerprint = fingerprint;
    this.role = role;
    this.clock = clock;
  }

  /** For those who have the authority's certificate. */
  public static PeerTrust in(X509Certificate authority, Identity.Role role, InstantSource clock) {
    return new PeerTrust(authority, Fingerprint.of(authority), role, clock);
  }

  /** For those who only have its fingerprint; the peer must send the authority's certificate. */
  public static PeerTrust in(Fingerprint authority, Identity.Role role, InstantSource clock) {
    return new PeerTrust(null, authority, role, clock);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyExchange)
      throws CertificateException {
    check(chain, FOR_SERVERS);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyExchange)
      throws CertificateException {
    check(chain, FOR_CLIENTS);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyExchange, Socket socket)
      throws CertificateException {
    check(chain, FOR_SERVERS);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyExchange, Socket socket)
      throws CertificateException {
    check(chain, FOR_CLIENTS);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine)
      throws CertificateException {
    check(chain, FOR_SERVERS);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine)
      throws CertificateException {
    check(chain, FOR_CLIENTS);
  }

  /** Whom a client may name: nobody is told whose certificates would do. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private void check(X509Certificate[] chain, String usage) throws CertificateException {
    if (chain.length == 0 || chain.length > MAX_CHAIN) {
      throw new CertificateException("the peer sent " + chain.length + " certificates");
    }
    X509Certificate leaf = chain[0];
    X509Certificate signer = authority == null ? authorityIn(chain) : authority;
    Instant now = clock.instant();
    requireValid(leaf, "the peer's certificate", now);
    requireValid(signer, "the certificate of the peer's authority", now);
    requireSigned(leaf, signer, now);
    requireRole(leaf, usage);
  }

  private X509Certificate authorityIn(X509Certificate[] chain) throws CertificateException {
    for (X509Certificate each : chain) {
      if (each.getBasicConstraints() >= 0 && Fingerprint.of(each).equals(fingerprint)) {
        return each;
      }
    }
    throw new CertificateException("the peer's certificate is not of the authority " + fingerprint);
  }

  private static void requireValid(X509Certificate certificate, String what, Instant now)
      throws CertificateException {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isBefore(from)) {
      throw new CertificateException(
          what + " is valid from " + from + ", and by the clock here it is " + now);
    }
    if (now.isAfter(to)) {
      throw new CertificateException(
          what + " was valid until " + to + ", and by the clock here it is " + now);
    }
  }

  private void requireSigned(X509Certificate leaf, X509Certificate signer, Instant now)
      throws CertificateException {
    try {
      CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
      PKIXParameters rules = new PKIXParameters(Set.of(new TrustAnchor(signer, null)));
      // Revocation is the manager's enrolment: it knows at once, a list would know some day.
      rules.setRevocationEnabled(false);
      rules.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX").validate(path, rules);
    } catch (CertPathValidatorException foreign) {
      throw new CertificateException(
          "the peer's certificate is not of the authority " + fingerprint, foreign);
    } catch (GeneralSecurityException broken) {
      throw new CertificateException("the peer's certificate cannot be checked", broken);
    }
  }

  private void requireRole(X509Certificate leaf, String usage) throws CertificateException {
    @Nullable List<String> usages = leaf.getExtendedKeyUsage();
    if (usages == null || !usages.contains(usage)) {
      throw new CertificateException("the peer's certificate is not for this use");
    }
    Identity identity =
        Identity.of(leaf)
            .orElseThrow(
                () -> new CertificateException("the peer's certificate says not whose it is"));
    if (identity.role() != role) {
      throw new CertificateException("the peer's certificate is that of " + identity);
    }
  }
}
