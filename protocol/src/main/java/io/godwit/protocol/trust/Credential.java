package io.godwit.protocol.trust;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A private key with the certificate that says whose it is.
 *
 * @param chain the owner's certificate first, then the authority's
 */
public record Credential(PrivateKey key, List<X509Certificate> chain) {
  public Credential {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a credential has a certificate");
    }
  }

  public X509Certificate leaf() {
    return chain.getFirst();
  }

  public Instant notBefore() {
    return leaf().getNotBefore().toInstant();
  }

  public Instant notAfter() {
    return leaf().getNotAfter().toInstant();
  }

  /** Of the certificate, in hexadecimal. */
  public String serial() {
    return leaf().getSerialNumber().toString(16);
  }

  /** Whether less than a third of the lifetime is left: time for a new one. */
  public boolean isDueForRenewal(Instant now) {
    long lifetime = notAfter().getEpochSecond() - notBefore().getEpochSecond();
    return now.isAfter(notAfter().minusSeconds(lifetime / 3));
  }

  /** Says whose it is; never the key. */
  @Override
  public String toString() {
    return "credential " + leaf().getSubjectX500Principal() + " serial " + serial();
  }
}
