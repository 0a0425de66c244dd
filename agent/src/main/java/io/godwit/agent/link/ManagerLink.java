package io.godwit.agent.link;

import io.godwit.agent.identity.HostIdentity;
import io.godwit.agent.migration.source.ProgressSink;
import io.godwit.agent.telemetry.Post;
import io.godwit.agent.vm.VmWatcher;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.agent.AgentLink;
import io.godwit.protocol.agent.ToManager;
import io.godwit.protocol.trust.Credential;
import io.godwit.protocol.trust.EnrolmentToken;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one stream to the leader of the managers open, looks for it when the stream breaks, and
 * hands orders to the desk. Enrols the host first if it has a token that it has not used.
 *
 * <p>Owned by the thread that calls {@link #run}; messages may be sent by any thread. A message
 * that finds no stream is dropped: the next Hello tells everything anew. Progress is also dropped
 * while the stream is congested.
 */
public final class ManagerLink implements VmWatcher, ProgressSink, Post {
  private static final Logger LOG = LoggerFactory.getLogger(ManagerLink.class);

  /** How soon something that was done about a refusal shows. */
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(2);

  private static final Duration CHANNEL_PATIENCE = Duration.ofSeconds(2);

  private final HostIdentity identity;
  private final List<String> managers;
  private final Supplier<ToManager.Hello> hello;
  private final RandomGenerator random;
  private final AtomicReference<@Nullable LinkStream> stream = new AtomicReference<>();
  private final Map<String, String> told = new HashMap<>();
  private @Nullable EnrolmentToken token;

  /**
   * A link of this host.
   *
   * @param managers {@code host:port}, in the order they are tried
   * @param token used if it has not been used before
   * @param hello what to say first on each new stream
   */
  public ManagerLink(
      HostIdentity identity,
      List<String> managers,
      Optional<EnrolmentToken> token,
      Supplier<ToManager.Hello> hello,
      RandomGenerator random) {
    this.identity = identity;
    this.managers = List.copyOf(managers);
    this.token = token.orElse(null);
    this.hello = hello;
    this.random = random;
  }

  /** Serves until interrupted. */
  public void run(OrderDesk desk) throws InterruptedException {
    LeaderSearch search = new LeaderSearch(managers, identity.managers());
    while (true) {
      String manager = search.next();
      Ending ending = attempt(manager, desk, search);
      tell(manager, ending);
      rest(search.after(ending, random.nextDouble()), ending);
    }
  }

  /** The leader, while there is a link to it. */
  public Optional<String> leader() {
    LinkStream open = stream.get();
    return open != null && open.isWelcome() ? Optional.of(open.manager()) : Optional.empty();
  }

  /** Makes the link anew, with the newest certificate, as soon as no order is under way. */
  public void renewWhenIdle() {
    LinkStream open = stream.get();
    if (open != null) {
      open.endWhenIdle();
    }
  }

  @Override
  public void changed(VmObservation now) {
    send(new ToManager.VmChanged(now));
  }

  @Override
  public void gone(VmId vm) {
    send(new ToManager.VmGone(vm));
  }

  @Override
  public void progress(MigrationId migration, MigrationProgress progress) {
    LinkStream open = stream.get();
    if (open != null && open.isReady()) {
      open.send(new ToManager.Progress(migration, progress));
    }
  }

  /** Not before the Welcome: the first message of a stream is its Hello. */
  @Override
  public boolean offer(ToManager.Telemetry batch) {
    LinkStream open = stream.get();
    if (open == null || !open.isWelcome() || !open.isReady()) {
      return false;
    }
    open.send(batch);
    return true;
  }

  private void send(ToManager message) {
    LinkStream open = stream.get();
    if (open != null) {
      open.send(message);
    }
  }

  private Ending attempt(String manager, OrderDesk desk, LeaderSearch search)
      throws InterruptedException {
    EnrolmentToken waiting = token;
    try {
      if (waiting != null) {
        return enrol(manager, waiting);
      }
      Optional<Credential> own = identity.credential();
      return own.isPresent() ? connect(manager, own.get(), desk, search) : notEnrolled();
    } catch (StatusRuntimeException refused) {
      Ending ending = Ending.of(refused);
      if (waiting != null
          && ending instanceof Ending.NotWelcome(Problem problem)
          && identity.credential().isPresent()) {
        LOG.warn("{} The host goes on as who it was. {}", problem.detail(), problem.next());
        token = null;
        return new Ending.Renewed();
      }
      return ending;
    } catch (IOException unusable) {
      return new Ending.Failed(String.valueOf(unusable.getMessage()));
    }
  }

  private Ending enrol(String manager, EnrolmentToken waiting)
      throws IOException, InterruptedException {
    if (identity.credential().isEmpty() || identity.isNew(waiting)) {
      identity.enrol(manager, waiting);
    }
    token = null;
    return new Ending.Renewed();
  }

  /** Serves one stream until it ends. */
  private Ending connect(String manager, Credential own, OrderDesk desk, LeaderSearch search)
      throws InterruptedException {
    ManagedChannel channel = identity.open(manager, own);
    LinkStream opened = new LinkStream(manager, desk, identity::follow, LinkStream.Threads.VIRTUAL);
    try {
      ClientCalls.asyncBidiStreamingCall(
          channel.newCall(AgentLink.CONNECT, CallOptions.DEFAULT), opened);
      stream.set(opened);
      opened.send(hello.get());
      if (opened.awaitWelcome()) {
        told.clear();
        LOG.info("linked to manager {}", manager);
        search.learned(identity.managers());
      }
      return opened.awaitEnding();
    } finally {
      stream.set(null);
      channel.shutdownNow();
      if (!channel.awaitTermination(CHANNEL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("the connection to {} ends late", manager);
      }
    }
  }

  private void rest(Duration pause, Ending ending) throws InterruptedException {
    if (!(ending instanceof Ending.NotWelcome)) {
      Thread.sleep(pause);
      return;
    }
    // Somebody may run 'godwit-agent enrol' meanwhile.
    for (Duration left = pause; left.isPositive(); left = left.minus(LOOK_INTERVAL)) {
      Thread.sleep(left.compareTo(LOOK_INTERVAL) < 0 ? left : LOOK_INTERVAL);
      try {
        if (identity.reload()) {
          return;
        }
      } catch (IOException damaged) {
        LOG.error("the host's identity cannot be read: {}", damaged.getMessage());
      }
    }
  }

  private Ending notEnrolled() {
    return new Ending.NotWelcome(
        new Problem(
            ErrorCode.AGENT_NOT_ENROLLED,
            "Host " + identity.host() + " is not enrolled; VMs run on, and nobody can manage them.",
            "Add the host for a token, then run: godwit-agent enrol --config FILE --token TOKEN"));
  }

  private void tell(String manager, Ending ending) {
    switch (ending) {
      case Ending.Lost lost -> LOG.warn("link to manager {} broke: {}", manager, lost.why());
      case Ending.Failed failed -> tellOnce(manager, "no link to manager " + manager, failed.why());
      case Ending.Redirected to -> LOG.info("manager {} says {} leads", manager, to.leader());
      case Ending.NotWelcome not ->
          LOG.warn("{} {}", expired().orElse(not.problem().detail()), not.problem().next());
      case Ending.Untrusted not ->
          tellOnce(
              manager,
              "what answers at " + manager + " is not believed",
              not.why() + ". " + expired().orElse("Look at the address, and at both clocks"));
      case Ending.Deposed old ->
          tellOnce(
              manager,
              "manager " + manager + " is no longer followed",
              "its epoch " + old.epoch() + " is older than that of a leader after it");
      case Ending.Renewed _ -> LOG.info("the host proves itself anew to {}", manager);
    }
  }

  private Optional<String> expired() {
    return identity.hasExpired()
        ? identity
            .credential()
            .map(own ->
                "The certificate of this host was valid until "
                    + own.notAfter()
                    + ", and by its clock it is "
                    + identity.now()
                    + ". Set the clock, or enrol the host again.")
        : Optional.empty();
  }

  /** Attempts follow each other closely; what they say is said when it changes. */
  private void tellOnce(String manager, String what, String why) {
    if (why.equals(told.put(manager, why))) {
      LOG.debug("{}: {}", what, why);
    } else {
      LOG.warn("{}: {}", what, why);
    }
  }
}
