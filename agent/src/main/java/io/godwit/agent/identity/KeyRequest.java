package io.godwit.agent.identity;

import io.godwit.model.host.HostId;
import io.godwit.protocol.trust.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A key that is made here, and the request for its certificate. */
record KeyRequest(PrivateKey key, PublicKey publicKey) {
  private static final String CURVE = "secp256r1";

  /** A fresh one. */
  static KeyRequest make() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      KeyPair pair = generator.generateKeyPair();
      return new KeyRequest(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /**
   * Of a key that was kept.
   *
   * @throws IllegalArgumentException if it is none of ours
   */
  static KeyRequest of(PrivateKey key) {
    if (!(key instanceof ECPrivateKey ours)) {
      throw new IllegalArgumentException("it is not an elliptic-curve key");
    }
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(CURVE));
      BigInteger secret = ours.getS();
      var point = ECNamedCurveTable.getParameterSpec(CURVE).getG().multiply(secret).normalize();
      ECPoint where =
          new ECPoint(
              point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
      PublicKey publicKey =
          KeyFactory.getInstance("EC")
              .generatePublic(
                  new ECPublicKeySpec(where, parameters.getParameterSpec(ECParameterSpec.class)));
      return new KeyRequest(key, publicKey);
    } catch (GeneralSecurityException notOurs) {
      throw new IllegalArgumentException("it is not a key on P-256", notOurs);
    }
  }

  /** The request as text; its name is for people who look at it, the manager gives its own. */
  String text(HostId host) {
    try {
      byte[] der =
          new JcaPKCS10CertificationRequestBuilder(
                  new X500NameBuilder().addRDN(BCStyle.CN, host.value()).build(), publicKey)
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key))
              .getEncoded();
      return Pem.block("CERTIFICATE REQUEST", der);
    } catch (IOException | OperatorCreationException neverOfOurs) {
      throw new IllegalStateException(neverOfOurs);
    }
  }

  @Override
  public String toString() {
    return "KeyRequest[key is secret]";
  }
}
