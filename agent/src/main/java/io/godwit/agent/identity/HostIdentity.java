package io.godwit.agent.identity;

import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.AgentLink;
import io.godwit.protocol.agent.Enrolment;
import io.godwit.protocol.trust.Credential;
import io.godwit.protocol.trust.EnrolmentToken;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.protocol.trust.Identity;
import io.godwit.protocol.trust.PeerTrust;
import io.godwit.protocol.trust.Pem;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This host's key and certificate, on disk and in use. */
public final class HostIdentity {
  private static final Logger LOG = LoggerFactory.getLogger(HostIdentity.class);

  /** A certificate is signed and recorded in milliseconds; a manager that starts takes longer. */
  private static final Duration CALL_DEADLINE = Duration.ofSeconds(10);

  private final HostId host;
  private final IdentityFolder folder;
  private final InstantSource clock;
  private volatile @Nullable Credential credential;
  private volatile @Nullable String credentialText;
  private long epoch;

  /**
   * Reads what an earlier agent left.
   *
   * @throws IOException a sentence, if it cannot be read
   */
  public HostIdentity(HostId host, Path stateDirectory, InstantSource clock) throws IOException {
    this.host = host;
    this.folder = new IdentityFolder(stateDirectory);
    this.clock = clock;
    this.epoch = folder.epoch();
    reload();
  }

  public HostId host() {
    return host;
  }

  /** What the host proves itself with, once it is enrolled. */
  public Optional<Credential> credential() {
    return Optional.ofNullable(credential);
  }

  /** Whether the certificate has ended by the clock of this host. */
  public boolean hasExpired() {
    return credential().filter(own -> clock.instant().isAfter(own.notAfter())).isPresent();
  }

  public Instant now() {
    return clock.instant();
  }

  /**
   * Takes over what another process has enrolled.
   *
   * @return whether there was anything new
   * @throws IOException a sentence, if it cannot be read
   */
  public synchronized boolean reload() throws IOException {
    Optional<String> text = folder.credentialText();
    if (text.equals(Optional.ofNullable(credentialText))) {
      return false;
    }
    credential = folder.credential().orElse(null);
    credentialText = text.orElse(null);
    epoch = folder.epoch();
    return true;
  }

  /** Whether this token is not the one that was used last. */
  public boolean isNew(EnrolmentToken token) throws IOException {
    return folder.usedToken().filter(token.digest()::equals).isEmpty();
  }

  /**
   * Uses a token at a manager, which is believed only if its authority is the token's.
   *
   * @throws io.grpc.StatusRuntimeException what came of the call, if no certificate did
   * @throws IOException if the certificate cannot be kept
   */
  public void enrol(String manager, EnrolmentToken token) throws IOException, InterruptedException {
    KeyRequest wish = nextKey();
    PeerTrust trust = PeerTrust.in(token.authority(), Identity.Role.MANAGER, clock);
    Enrolment.Granted granted;
    ManagedChannel channel = ManagerChannel.open(manager, Optional.empty(), trust);
    try {
      granted =
          ClientCalls.blockingUnaryCall(
              channel,
              AgentLink.ENROL,
              options(),
              new Enrolment.Enrol(host, token.text(), wish.text(host)));
    } finally {
      ManagerChannel.end(channel);
    }
    take(granted, wish, token.authority());
    folder.keepUsedToken(token.digest());
    LOG.info("host {} is enrolled", host);
  }

  /**
   * Gets the next certificate from a manager.
   *
   * @throws io.grpc.StatusRuntimeException what came of the call, if no certificate did
   * @throws IOException if the certificate cannot be kept
   */
  public void renew(String manager) throws IOException, InterruptedException {
    Credential own =
        credential().orElseThrow(() -> new IllegalStateException("there is nothing to renew"));
    KeyRequest wish = nextKey();
    Enrolment.Granted granted;
    ManagedChannel channel = open(manager, own);
    try {
      granted =
          ClientCalls.blockingUnaryCall(
              channel, AgentLink.RENEW, options(), new Enrolment.Renew(wish.text(host)));
    } finally {
      ManagerChannel.end(channel);
    }
    take(granted, wish, Fingerprint.of(own.chain().getLast()));
    LOG.info("the certificate of host {} was renewed", host);
  }

  /** A channel to a manager that this host believes and that believes this host. */
  public ManagedChannel open(String manager, Credential own) {
    return ManagerChannel.open(
        manager,
        Optional.of(own),
        PeerTrust.in(own.chain().getLast(), Identity.Role.MANAGER, clock));
  }

  /**
   * Whether a leader of this epoch is followed: none that is older than one that was.
   *
   * @param managers where it says that managers are
   */
  public synchronized boolean follow(long leaders, List<String> managers) {
    if (leaders < epoch) {
      return false;
    }
    try {
      if (leaders > epoch) {
        epoch = leaders; // even if it cannot be kept: in this process it holds
        folder.keepEpoch(leaders);
      }
      if (!managers.isEmpty() && !managers.equals(folder.managers())) {
        folder.keepManagers(managers.stream().limit(IdentityFolder.MAX_MANAGERS).toList());
      }
    } catch (IOException full) {
      LOG.error(
          "The leader's epoch {} cannot be kept: {}. Make room in the state directory: after a"
              + " restart this agent would follow an older leader.",
          leaders,
          full.getMessage());
    }
    return true;
  }

  /** Where managers were, last time. */
  public List<String> managers() {
    try {
      return folder.managers();
    } catch (IOException unreadable) {
      LOG.warn("the managers of the last time are not known: {}", unreadable.getMessage());
      return List.of();
    }
  }

  private static CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(CALL_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * The same key until a certificate has come: the answer to an earlier call may have been lost.
   */
  private KeyRequest nextKey() throws IOException {
    Optional<KeyRequest> kept = folder.nextKey().map(KeyRequest::of);
    if (kept.isPresent()) {
      return kept.get();
    }
    KeyRequest fresh = KeyRequest.make();
    folder.keepNextKey(fresh.key());
    return fresh;
  }

  private synchronized void take(Enrolment.Granted granted, KeyRequest wish, Fingerprint authority)
      throws IOException {
    Credential fresh;
    try {
      fresh = new Credential(wish.key(), Pem.certificates(granted.chain()));
    } catch (IllegalArgumentException unreadable) {
      throw unusable("it cannot be read");
    }
    if (!fresh.leaf().getPublicKey().equals(wish.publicKey())) {
      throw unusable("it is for another key");
    }
    if (Identity.of(fresh.leaf()).filter(Identity.of(host)::equals).isEmpty()) {
      throw unusable("it is not in the name of " + host);
    }
    if (!Fingerprint.of(fresh.chain().getLast()).equals(authority)) {
      throw unusable("it is of another authority");
    }
    Credential before = credential;
    boolean moved = before == null || !Fingerprint.of(before.chain().getLast()).equals(authority);
    if (moved) {
      folder.forgetManagers();
      epoch = 0;
    }
    folder.keep(fresh);
    credential = fresh;
    credentialText = folder.credentialText().orElse(null);
    follow(epoch, granted.managers());
  }

  private static RuntimeException unusable(String why) {
    return Status.INTERNAL
        .withDescription("the manager's certificate for this host is of no use: " + why)
        .asRuntimeException();
  }
}
