package io.godwit.manager.authority;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.protocol.trust.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * A request for a certificate (PKCS #10) that proves possession of its key. Everything else in it
 * is ignored: names come from the manager.
 */
public final class SigningRequest {
  /** Label of its text form. */
  public static final String LABEL = "CERTIFICATE REQUEST";

  /** Ours has 300 bytes, 500 characters. */
  private static final int MAX_CHARACTERS = 8 * 1024;

  /** Bits of the field of P-256, the only curve we use. */
  private static final int FIELD_BITS = 256;

  private final PublicKey key;

  private SigningRequest(PublicKey key) {
    this.key = key;
  }

  /**
   * Reads one.
   *
   * @throws GodwitException SIGNING_REQUEST_INVALID
   */
  public static SigningRequest parse(String pem) {
    if (pem.length() > MAX_CHARACTERS) {
      throw invalid("it is longer than " + MAX_CHARACTERS + " characters");
    }
    try {
      var request = new JcaPKCS10CertificationRequest(Pem.bytes(LABEL, pem));
      PublicKey key = request.getPublicKey();
      if (!(key instanceof ECPublicKey ec) || !isOurCurve(ec)) {
        throw invalid("its key is not an elliptic-curve key on P-256");
      }
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw invalid("it is not signed by its own key");
      }
      return new SigningRequest(key);
    } catch (GodwitException ours) {
      throw ours;
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        // Parsers of ASN.1 answer garbage with whatever they stumble over.
        | RuntimeException unreadable) {
      throw invalid("it cannot be read");
    }
  }

  private static boolean isOurCurve(ECPublicKey key) {
    return key.getParams().getCurve().getField().getFieldSize() == FIELD_BITS
        && key.getParams().toString().contains("secp256r1");
  }

  PublicKey key() {
    return key;
  }

  /** Of the key, to know it again. */
  public Fingerprint fingerprint() {
    return Fingerprint.of(key);
  }

  private static GodwitException invalid(String why) {
    return new GodwitException(
        ErrorCode.SIGNING_REQUEST_INVALID,
        "The request for a certificate was refused: " + why + "; no certificate was issued.",
        "Let the agent make the request: godwit-agent enrol.");
  }
}
