package io.godwit.manager.power;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which controller is the right one: the one whose certificate has the digest that was written
 * down, or, if none was, the one that an authority of this machine speaks for under its address.
 * For one switch; remembers who was refused last, so that it can be said.
 */
final class CertificateTrust extends X509ExtendedTrustManager {
  private static final int DIGEST_BYTES = 32;

  private final @Nullable String pinned;
  private final X509ExtendedTrustManager usual;
  private volatile @Nullable String stranger;

  /**
   * @param pinned SHA-256 of the certificate, hexadecimal, with or without colons; null for the
   *     authorities of this machine
   * @throws IllegalArgumentException a sentence, if it is no such digest
   */
  CertificateTrust(@Nullable String pinned) {
    this.pinned = pinned == null ? null : normal(pinned);
    this.usual = usual();
  }

  private static String normal(String text) {
    String hex = text.replace(":", "").toLowerCase(Locale.ROOT);
    if (!hex.matches("[0-9a-f]{" + 2 * DIGEST_BYTES + "}")) {
      throw new IllegalArgumentException(
          "a certificate is named by its SHA-256, 64 hexadecimal digits, as 'openssl x509"
              + " -fingerprint -sha256' prints it");
    }
    return hex;
  }

  private static X509ExtendedTrustManager usual() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      for (TrustManager each : factory.getTrustManagers()) {
        if (each instanceof X509ExtendedTrustManager found) {
          return found;
        }
      }
      throw new IllegalStateException("this Java trusts no authority");
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** For a client of its own. */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, null);
      return context;
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** The digest of the certificate that was refused last. */
  Optional<String> stranger() {
    return Optional.ofNullable(stranger);
  }

  private interface Usual {
    void check() throws CertificateException;
  }

  private void check(X509Certificate[] chain, Usual otherwise) throws CertificateException {
    stranger = null;
    String shown = digest(chain[0]);
    try {
      if (pinned == null) {
        otherwise.check();
      } else if (!pinned.equals(shown)) {
        throw new CertificateException("it is not the one that was written down");
      }
    } catch (CertificateException refused) {
      stranger = shown;
      throw refused;
    }
  }

  private static String digest(X509Certificate certificate) throws CertificateEncodingException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, () -> usual.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, () -> usual.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, () -> usual.checkServerTrusted(chain, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return usual.getAcceptedIssuers();
  }
}
