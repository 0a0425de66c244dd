package io.godwit.manager.authority;

import io.godwit.protocol.trust.Credential;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.protocol.trust.Identity;
import io.godwit.protocol.trust.Pem;
import io.godwit.protocol.trust.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;

/** Signs certificates with the one key that every part of a data center trusts. */
public final class Authority {
  private static final String KEY_FILE = "ca.key";
  private static final String CERTIFICATE_FILE = "ca.pem";
  private static final byte[] PROBE = {1, 2, 3, 4};

  private final PrivateKey key;
  private final X509Certificate certificate;
  private final InstantSource clock;
  private final SecureRandom random;

  private Authority(
      PrivateKey key, X509Certificate certificate, InstantSource clock, SecureRandom random) {
    this.key = key;
    this.certificate = certificate;
    this.clock = clock;
    this.random = random;
  }

  /**
   * The authority that lives in {@code folder}; on the first start a new one.
   *
   * @throws IOException a sentence, if the folder has half of one or cannot be used
   */
  public static Authority open(Path folder, InstantSource clock, SecureRandom random)
      throws IOException {
    SecretFile.folder(folder);
    Path keyFile = folder.resolve(KEY_FILE);
    Path certificateFile = folder.resolve(CERTIFICATE_FILE);
    if (Files.exists(certificateFile)) {
      return new Authority(keyIn(keyFile), certificateIn(certificateFile), clock, random)
          .checked(folder);
    }
    // The key is written first: one without a certificate has signed nothing and is thrown away.
    KeyPair pair = newKey(random);
    X509Certificate certificate = new CertificateForm(clock.instant(), random).authority(pair);
    SecretFile.write(keyFile, Pem.of(pair.getPrivate()));
    SecretFile.write(certificateFile, Pem.of(certificate));
    return new Authority(pair.getPrivate(), certificate, clock, random);
  }

  /** One that is kept nowhere: for rehearsals and tests. */
  public static Authority inMemory(InstantSource clock, SecureRandom random) {
    KeyPair pair = newKey(random);
    return new Authority(
        pair.getPrivate(),
        new CertificateForm(clock.instant(), random).authority(pair),
        clock,
        random);
  }

  /**
   * Makes {@code folder} the home of a copy of another manager's authority.
   *
   * @throws IOException if another authority lives there, or the copy is none
   */
  public static void adopt(Path folder, AuthorityCopy copy) throws IOException {
    PrivateKey key;
    X509Certificate certificate;
    try {
      key = Pem.key(copy.key());
      certificate = Pem.certificates(copy.certificate()).getFirst();
    } catch (IllegalArgumentException damaged) {
      throw new IOException("the other manager's authority cannot be read", damaged);
    }
    requireFit(key, certificate, "the other manager's authority");
    SecretFile.folder(folder);
    Path certificateFile = folder.resolve(CERTIFICATE_FILE);
    if (Files.exists(certificateFile)) {
      Fingerprint there = Fingerprint.of(certificateIn(certificateFile));
      if (!there.equals(Fingerprint.of(certificate))) {
        throw new IOException(
            folder
                + " has an authority of its own ("
                + there
                + "); a manager that has one cannot join others. Use an empty data directory");
      }
    }
    SecretFile.write(folder.resolve(KEY_FILE), Pem.of(key));
    SecretFile.write(certificateFile, Pem.of(certificate));
  }

  /** What {@link #adopt} takes. */
  public AuthorityCopy copy() {
    return new AuthorityCopy(Pem.of(certificate), Pem.of(key));
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** How people and agents know this authority. */
  public Fingerprint fingerprint() {
    return Fingerprint.of(certificate);
  }

  /** A certificate for the key of a host that may have one. */
  public X509Certificate sign(SigningRequest request, Identity host) {
    return issue(request.key(), host, List.of());
  }

  /**
   * A fresh key and certificate for a manager.
   *
   * @param addresses names and addresses that people's browsers and tools reach it by
   */
  public Credential credential(Identity manager, Collection<String> addresses) {
    KeyPair pair = newKey(random);
    X509Certificate leaf = issue(pair.getPublic(), manager, addresses);
    return new Credential(pair.getPrivate(), List.of(leaf, certificate));
  }

  private X509Certificate issue(PublicKey subject, Identity owner, Collection<String> addresses) {
    Instant now = clock.instant();
    return new CertificateForm(now, random).signed(subject, owner, addresses, key, certificate);
  }

  /** How long a certificate of this role is valid. */
  static Duration lifetime(Identity.Role role) {
    return switch (role) {
      case HOST -> Duration.ofDays(90);
      case MANAGER -> Duration.ofDays(365);
    };
  }

  private static KeyPair newKey(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  private Authority checked(Path folder) throws IOException {
    requireFit(key, certificate, "the authority in " + folder);
    if (clock.instant().isAfter(certificate.getNotAfter().toInstant())) {
      throw new IOException(
          "the authority in "
              + folder
              + " was valid until "
              + certificate.getNotAfter().toInstant()
              + "; by the clock of this machine it is later. Check the clock");
    }
    return this;
  }

  private static void requireFit(PrivateKey key, X509Certificate certificate, String what)
      throws IOException {
    boolean fits;
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      fits = signature.verify(signed) && certificate.getBasicConstraints() >= 0;
    } catch (GeneralSecurityException differ) {
      fits = false;
    }
    if (!fits) {
      throw new IOException(what + " has a key that is not its certificate's. " + RESTORE);
    }
  }

  private static final String RESTORE =
      "Restore both files from a backup; without them every host has to be enrolled again";

  private static PrivateKey keyIn(Path file) throws IOException {
    try {
      return Pem.key(SecretFile.read(file));
    } catch (IllegalArgumentException damaged) {
      throw new IOException(file + ": " + damaged.getMessage() + ". " + RESTORE, damaged);
    } catch (IOException missing) {
      throw new IOException(file + " cannot be read. " + RESTORE, missing);
    }
  }

  private static X509Certificate certificateIn(Path file) throws IOException {
    try {
      return Pem.certificates(SecretFile.read(file)).getFirst();
    } catch (IllegalArgumentException damaged) {
      throw new IOException(file + ": " + damaged.getMessage() + ". " + RESTORE, damaged);
    }
  }
}
