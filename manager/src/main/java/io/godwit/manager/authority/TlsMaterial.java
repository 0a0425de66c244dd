package io.godwit.manager.authority;

import io.godwit.protocol.trust.Credential;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.protocol.trust.Identity;
import io.godwit.protocol.trust.PeerTrust;
import io.godwit.protocol.trust.Pem;
import io.godwit.protocol.trust.RotatingKey;
import io.godwit.protocol.trust.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this manager's servers need for TLS. Its certificate is renewed in place: connections that
 * stand go on, new ones present the new one, and no server restarts.
 */
public final class TlsMaterial implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsMaterial.class);
  private static final String FILE = "manager.pem";

  /** A third of a year is left when it first matters; missing some hours does not. */
  private static final Duration LOOK_INTERVAL = Duration.ofHours(1);

  private static final int KIND_DNS = 2;
  private static final int KIND_ADDRESS = 7;

  private final Authority authority;
  private final @Nullable Path file;
  private final Identity manager;
  private final List<String> addresses;
  private final InstantSource clock;
  private final RotatingKey key;
  private final Thread renewing;

  private TlsMaterial(
      Authority authority,
      @Nullable Path file,
      Identity manager,
      List<String> addresses,
      InstantSource clock)
      throws IOException {
    this.authority = authority;
    this.file = file;
    this.manager = manager;
    this.addresses = List.copyOf(new TreeSet<>(addresses));
    this.clock = clock;
    this.key = new RotatingKey(file == null ? fresh() : kept(file));
    this.renewing = Thread.ofVirtual().name("renew-certificate").start(this::renewForEver);
  }

  /**
   * Loads this manager's certificate from {@code folder}, or makes one.
   *
   * @param addresses names and addresses people reach it by
   * @throws IOException if it cannot be kept
   */
  public static TlsMaterial open(
      Authority authority,
      Path folder,
      Identity manager,
      List<String> addresses,
      InstantSource clock)
      throws IOException {
    SecretFile.folder(folder);
    return new TlsMaterial(authority, folder.resolve(FILE), manager, addresses, clock);
  }

  /** With a certificate that is kept nowhere: for rehearsals and tests. */
  public static TlsMaterial inMemory(
      Authority authority, Identity manager, List<String> addresses, InstantSource clock) {
    try {
      return new TlsMaterial(authority, null, manager, addresses, clock);
    } catch (IOException nothingIsKept) {
      throw new IllegalStateException(nothingIsKept);
    }
  }

  /** What servers present; it turns by itself. */
  public RotatingKey key() {
    return key;
  }

  /** Whom the agents' server believes. */
  public PeerTrust hosts() {
    return PeerTrust.in(authority.certificate(), Identity.Role.HOST, clock);
  }

  /** What the API's server needs. People authenticate themselves by other means. */
  public SSLContext apiContext() {
    return context(hosts());
  }

  /** What managers need to talk to each other. */
  public SSLContext managersContext() {
    return context(PeerTrust.in(authority.certificate(), Identity.Role.MANAGER, clock));
  }

  private SSLContext context(PeerTrust trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {key}, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException everyJavaHasTls) {
      throw new IllegalStateException(everyJavaHasTls);
    }
  }

  /** Of the authority: what people compare. */
  public Fingerprint fingerprint() {
    return authority.fingerprint();
  }

  /** Renews the certificate if less than a third of its lifetime is left. */
  boolean renewIfDue() throws IOException {
    if (!key.credential().isDueForRenewal(clock.instant())) {
      return false;
    }
    Credential fresh = fresh();
    if (file != null) {
      SecretFile.write(file, Pem.of(fresh));
    }
    key.turn(fresh);
    LOG.info("the certificate of {} was renewed, until {}", manager, fresh.notAfter());
    return true;
  }

  @Override
  public void close() {
    renewing.interrupt();
  }

  private void renewForEver() {
    try {
      while (true) {
        Thread.sleep(LOOK_INTERVAL);
        try {
          renewIfDue();
        } catch (IOException unwritable) {
          LOG.error(
              "The certificate of {} could not be renewed, it ends at {}: {}. Make room or set the"
                  + " rights of the folder; it is tried again every hour.",
              manager,
              key.credential().notAfter(),
              unwritable.getMessage());
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private Credential fresh() {
    return authority.credential(manager, addresses);
  }

  private Credential kept(Path home) throws IOException {
    if (Files.exists(home)) {
      try {
        Credential kept = Pem.credential(SecretFile.read(home));
        if (isStillRight(kept)) {
          return kept;
        }
      } catch (IllegalArgumentException damaged) {
        LOG.warn("{} is made again: {}", home, damaged.getMessage());
      }
    }
    Credential made = fresh();
    SecretFile.write(home, Pem.of(made));
    return made;
  }

  /** Whether it is of this authority, has today's names and some time left. */
  private boolean isStillRight(Credential kept) {
    try {
      kept.leaf().verify(authority.certificate().getPublicKey());
      return kept.chain().contains(authority.certificate())
          && Identity.of(kept.leaf()).filter(manager::equals).isPresent()
          && names(kept).containsAll(addresses)
          && !kept.isDueForRenewal(clock.instant());
    } catch (GeneralSecurityException foreign) {
      return false;
    }
  }

  private static Set<String> names(Credential kept) throws GeneralSecurityException {
    Set<String> names = new TreeSet<>();
    for (List<?> name : kept.leaf().getSubjectAlternativeNames()) {
      Object kind = name.getFirst();
      if (Integer.valueOf(KIND_DNS).equals(kind) || Integer.valueOf(KIND_ADDRESS).equals(kind)) {
        names.add(String.valueOf(name.get(1)));
      }
    }
    return names;
  }
}
