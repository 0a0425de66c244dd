package io.godwit.manager.authority;

import io.godwit.protocol.trust.Identity;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/** What our certificates look like (RFC 5280, profile of SPIFFE). */
final class CertificateForm {
  /** As long as a data center's hardware, and the key never leaves the managers. */
  private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);

  /** Clocks that are behind by less than this get along. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  /** Bits of a serial number: more than RFC 5280 wants, in the 20 bytes it allows. */
  private static final int SERIAL_BITS = 159;

  private final Instant now;
  private final SecureRandom random;

  CertificateForm(Instant now, SecureRandom random) {
    this.now = now;
    this.random = random;
  }

  X509Certificate authority(KeyPair pair) {
    // Two data centers' authorities must not have the same name: tools tell them apart by it.
    String mark = new BigInteger(32, random).toString(36);
    X500Name name = name("Godwit authority " + mark);
    X509v3CertificateBuilder form =
        new JcaX509v3CertificateBuilder(
            name,
            serial(),
            from(),
            Date.from(now.plus(AUTHORITY_LIFETIME)),
            name,
            pair.getPublic());
    try {
      form.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      form.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      form.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions().createSubjectKeyIdentifier(pair.getPublic()));
    } catch (CertIOException neverOfOurs) {
      throw new IllegalStateException(neverOfOurs);
    }
    return build(form, pair.getPrivate());
  }

  X509Certificate signed(
      PublicKey subject,
      Identity owner,
      Collection<String> addresses,
      PrivateKey signer,
      X509Certificate authority) {
    X509v3CertificateBuilder form =
        new JcaX509v3CertificateBuilder(
            authority,
            serial(),
            from(),
            Date.from(now.plus(Authority.lifetime(owner.role()))),
            name(owner.toString()),
            subject);
    try {
      form.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      form.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      form.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes(owner.role())));
      form.addExtension(
          Extension.subjectAlternativeName, false, new GeneralNames(names(owner, addresses)));
      form.addExtension(
          Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(subject));
      form.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions().createAuthorityKeyIdentifier(authority.getPublicKey()));
    } catch (CertIOException neverOfOurs) {
      throw new IllegalStateException(neverOfOurs);
    }
    return build(form, signer);
  }

  private static KeyPurposeId[] purposes(Identity.Role role) {
    return switch (role) {
      case HOST -> new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
      case MANAGER ->
          new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
    };
  }

  private static GeneralName[] names(Identity owner, Collection<String> addresses) {
    List<GeneralName> names = new ArrayList<>();
    names.add(new GeneralName(GeneralName.uniformResourceIdentifier, owner.uri()));
    for (String address : addresses) {
      int kind = IPAddress.isValid(address) ? GeneralName.iPAddress : GeneralName.dNSName;
      names.add(new GeneralName(kind, address));
    }
    return names.toArray(GeneralName[]::new);
  }

  private static X500Name name(String common) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, "Godwit")
        .addRDN(BCStyle.CN, common)
        .build();
  }

  private Date from() {
    return Date.from(now.minus(BACKDATED));
  }

  private BigInteger serial() {
    return new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
  }

  private static JcaX509ExtensionUtils extensions() {
    try {
      return new JcaX509ExtensionUtils();
    } catch (java.security.NoSuchAlgorithmException everyJavaHasSha1) {
      throw new IllegalStateException(everyJavaHasSha1);
    }
  }

  private X509Certificate build(X509v3CertificateBuilder form, PrivateKey signer) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              form.build(
                  new JcaContentSignerBuilder("SHA256withECDSA")
                      .setSecureRandom(random)
                      .build(signer)));
    } catch (CertificateException | OperatorCreationException neverOfOurs) {
      throw new IllegalStateException(neverOfOurs);
    }
  }
}
