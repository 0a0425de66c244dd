package io.godwit.manager.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.manager.agents.TestHosts;
import io.godwit.model.host.HostId;
import io.godwit.protocol.trust.Credential;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.protocol.trust.Identity;
import io.godwit.protocol.trust.PeerTrust;
import io.godwit.protocol.trust.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthorityTest {
  private static final Identity H1 = Identity.of(new HostId("h1"));
  private static final Identity M1 = Identity.manager("m1");

  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-05-01T12:00:00Z");

  private Authority open() throws IOException {
    return Authority.open(folder, () -> now, new SecureRandom());
  }

  private X509Certificate host(Authority authority) {
    return authority.sign(SigningRequest.parse(TestHosts.request(TestHosts.newKey())), H1);
  }

  private static X509Certificate[] chain(Authority authority, X509Certificate leaf) {
    return new X509Certificate[] {leaf, authority.certificate()};
  }

  private PeerTrust trusting(Authority authority, Identity.Role role) {
    return PeerTrust.in(authority.certificate(), role, () -> now);
  }

  @Test
  void isMadeOnceAndIsTheSameAfterARestart() throws Exception {
    Authority first = open();
    Authority again = open();
    assertThat(again.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(again.certificate()).isEqualTo(first.certificate());
    trusting(first, Identity.Role.HOST).checkClientTrusted(chain(again, host(again)), "EC");
  }

  @Test
  void onlyTheOwnerReadsItsFiles() throws Exception {
    open();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void aStartThatWasCutBeforeTheCertificateBeginsAnew() throws Exception {
    open();
    Files.delete(folder.resolve("ca.pem"));
    assertThat(open().certificate().getBasicConstraints()).isZero();
  }

  @Test
  void aCertificateWithoutItsKeyStopsTheStart() throws Exception {
    open();
    Files.delete(folder.resolve("ca.key"));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ca.key")
        .hasMessageContaining("Restore both files from a backup");
  }

  @Test
  void aFileCutInTheMiddleStopsTheStart() throws Exception {
    open();
    String key = Files.readString(folder.resolve("ca.key"));
    Files.writeString(folder.resolve("ca.key"), key.substring(0, key.length() / 2));
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("backup");
  }

  @Test
  void aKeyOfAnotherAuthorityStopsTheStart() throws Exception {
    Authority other = Authority.inMemory(() -> now, new SecureRandom());
    open();
    Files.writeString(folder.resolve("ca.key"), other.copy().key());
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("not its");
  }

  @Test
  void aHostHasTheNameTheManagerGivesItAndNoOther() throws Exception {
    X509Certificate certificate = host(open()); // which asked to be "root of all"
    assertThat(Identity.of(certificate)).contains(H1);
    assertThat(certificate.getSubjectX500Principal().getName()).doesNotContain("root");
    assertThat(certificate.getSubjectAlternativeNames()).hasSize(1);
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getSerialNumber().bitLength()).isGreaterThan(100);
  }

  @Test
  void certificatesBeginBeforeNowForClocksThatAreBehind() throws Exception {
    Authority authority = open();
    X509Certificate certificate = host(authority);
    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(now.minus(Duration.ofHours(1)));
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofDays(90)));
    now = now.minus(Duration.ofMinutes(59));
    trusting(authority, Identity.Role.HOST).checkClientTrusted(chain(authority, certificate), "EC");
  }

  @Test
  void aClockThatIsFarOffIsNamed() throws Exception {
    Authority authority = open();
    X509Certificate certificate = host(authority);
    PeerTrust trust = trusting(authority, Identity.Role.HOST);
    now = now.minus(Duration.ofDays(2));
    assertThatThrownBy(() -> trust.checkClientTrusted(chain(authority, certificate), "EC"))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("by the clock here it is 2026-04-29");
    now = now.plus(Duration.ofDays(200));
    assertThatThrownBy(() -> trust.checkClientTrusted(chain(authority, certificate), "EC"))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("was valid until");
  }

  @Test
  void aHostDoesNotPassForAManager() throws Exception {
    Authority authority = open();
    X509Certificate[] host = chain(authority, host(authority));
    PeerTrust trust = trusting(authority, Identity.Role.MANAGER);
    assertThatThrownBy(() -> trust.checkServerTrusted(host, "EC"))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("not for this use");
    assertThatThrownBy(() -> trust.checkClientTrusted(host, "EC"))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("is that of host h1");
  }

  @Test
  void anotherAuthoritysCertificatesAreForeignWhateverTheySay() throws Exception {
    Authority ours = open();
    Authority foreign = Authority.inMemory(() -> now, new SecureRandom());
    Credential manager = foreign.credential(M1, List.of("localhost"));
    X509Certificate[] chain = manager.chain().toArray(X509Certificate[]::new);
    PeerTrust byCertificate = trusting(ours, Identity.Role.MANAGER);
    PeerTrust byFingerprint = PeerTrust.in(ours.fingerprint(), Identity.Role.MANAGER, () -> now);
    for (PeerTrust trust : List.of(byCertificate, byFingerprint)) {
      assertThatThrownBy(() -> trust.checkServerTrusted(chain, "EC"))
          .isInstanceOf(CertificateException.class)
          .hasMessageContaining("not of the authority");
    }
    // Our authority's certificate beside a foreign leaf proves nothing.
    X509Certificate[] mixed = {manager.leaf(), ours.certificate()};
    assertThatThrownBy(() -> byFingerprint.checkServerTrusted(mixed, "EC"))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void theFingerprintIsEnoughToBelieveAManager() throws Exception {
    Authority authority = open();
    Credential manager = authority.credential(M1, List.of("localhost", "10.0.0.1", "::1"));
    Fingerprint told = Fingerprint.parse(authority.fingerprint().toString());
    PeerTrust.in(told, Identity.Role.MANAGER, () -> now)
        .checkServerTrusted(manager.chain().toArray(X509Certificate[]::new), "EC");
    assertThat(manager.leaf().getSubjectAlternativeNames()).hasSize(4);
  }

  @Test
  void aManagerThatJoinsSignsAsTheFirstDoes(@TempDir Path second) throws Exception {
    Authority first = open();
    Authority.adopt(second, first.copy());
    Authority.adopt(second, first.copy()); // a step that is repeated after a crash
    Authority joined = Authority.open(second, () -> now, new SecureRandom());
    trusting(first, Identity.Role.HOST).checkClientTrusted(chain(joined, host(joined)), "EC");
  }

  @Test
  void aManagerWithAnAuthorityOfItsOwnCannotJoin(@TempDir Path second) throws Exception {
    Authority.open(second, () -> now, new SecureRandom());
    AuthorityCopy copy = open().copy();
    assertThatThrownBy(() -> Authority.adopt(second, copy))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Use an empty data directory");
  }

  @Test
  void noSecretIsInAText() throws Exception {
    Authority authority = open();
    AuthorityCopy copy = authority.copy();
    assertThat(copy.toString()).doesNotContain("PRIVATE").hasSizeLessThan(80);
    Credential manager = authority.credential(M1, List.of());
    String secret = Pem.of(manager.key()).lines().toList().get(1);
    assertThat(manager.toString()).doesNotContain(secret);
  }

  @Test
  void theManagersCertificateIsKeptAndRenewedInPlace() throws Exception {
    Authority authority = open();
    List<String> names = List.of("localhost", "127.0.0.1");
    Credential first;
    try (TlsMaterial tls = TlsMaterial.open(authority, folder, M1, names, () -> now)) {
      first = tls.key().credential();
      assertThat(tls.renewIfDue()).isFalse();
      now = now.plus(Duration.ofDays(244));
      assertThat(tls.renewIfDue()).isTrue();
      assertThat(tls.key().credential().notAfter()).isEqualTo(now.plus(Duration.ofDays(365)));
      // A handshake that began with the older one still ends with it.
      assertThat(tls.key().getPrivateKey(first.serial())).isEqualTo(first.key());
    }
    try (TlsMaterial tls = TlsMaterial.open(authority, folder, M1, names, () -> now)) {
      assertThat(tls.key().credential().notAfter()).isEqualTo(now.plus(Duration.ofDays(365)));
    }
    List<String> more = List.of("localhost", "127.0.0.1", "godwit.example");
    try (TlsMaterial tls =
        TlsMaterial.open(authority, folder, M1, more, InstantSource.fixed(now))) {
      assertThat(tls.key().credential().leaf().getSubjectAlternativeNames()).hasSize(4);
    }
  }
}
