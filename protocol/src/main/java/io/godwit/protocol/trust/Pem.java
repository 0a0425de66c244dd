package io.godwit.protocol.trust;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and certificates as text (RFC 7468). */
public final class Pem {
  /** A key and a chain of two are two kilobytes. */
  public static final int MAX_CHARACTERS = 64 * 1024;

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";
  private static final int LINE = 64;

  private Pem() {}

  public static String of(X509Certificate certificate) {
    try {
      return block(CERTIFICATE, certificate.getEncoded());
    } catch (CertificateEncodingException neverParsed) {
      throw new IllegalStateException(neverParsed);
    }
  }

  public static String of(List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder();
    chain.forEach(certificate -> text.append(of(certificate)));
    return text.toString();
  }

  /** A secret. */
  public static String of(PrivateKey key) {
    return block(KEY, key.getEncoded());
  }

  /** A secret: the key, then the chain. */
  public static String of(Credential credential) {
    return of(credential.key()) + of(credential.chain());
  }

  /** Any other thing, as a request for a certificate. */
  public static String block(String label, byte[] der) {
    String lines =
        Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  /**
   * The bytes of the first block of that label.
   *
   * @throws IllegalArgumentException a sentence, if there is none
   */
  public static byte[] bytes(String label, String text) {
    return blocks(label, text).getFirst();
  }

  /**
   * Every certificate of the text, in order.
   *
   * @throws IllegalArgumentException a sentence, if there is none or one cannot be read
   */
  public static List<X509Certificate> certificates(String text) {
    List<X509Certificate> found = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] der : blocks(CERTIFICATE, text)) {
        Certificate certificate = factory.generateCertificate(new ByteArrayInputStream(der));
        found.add((X509Certificate) certificate);
      }
    } catch (CertificateException unreadable) {
      throw new IllegalArgumentException("it has a certificate that cannot be read", unreadable);
    }
    return found;
  }

  /**
   * The key and the chain of {@link #of(Credential)}.
   *
   * @throws IllegalArgumentException a sentence without the key in it
   */
  public static Credential credential(String text) {
    return new Credential(key(text), certificates(text));
  }

  /**
   * The elliptic-curve key of the text.
   *
   * @throws IllegalArgumentException a sentence without the key in it
   */
  public static PrivateKey key(String text) {
    try {
      return KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(bytes(KEY, text)));
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalArgumentException("it has a private key that cannot be read");
    }
  }

  private static List<byte[]> blocks(String label, String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException("it is longer than " + MAX_CHARACTERS + " characters");
    }
    Matcher matcher =
        Pattern.compile(
                "-----BEGIN %1$s-----([A-Za-z0-9+/=\\s]*+)-----END %1$s-----".formatted(label))
            .matcher(text);
    List<byte[]> found = new ArrayList<>();
    while (matcher.find()) {
      try {
        found.add(Base64.getMimeDecoder().decode(matcher.group(1)));
      } catch (IllegalArgumentException notBase64) {
        throw new IllegalArgumentException("its " + label + " is cut or changed");
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("it has no " + label);
    }
    return found;
  }
}
