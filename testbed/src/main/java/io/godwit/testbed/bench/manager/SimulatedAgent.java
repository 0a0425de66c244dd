package io.godwit.testbed.bench.manager;

import io.godwit.agent.identity.HostIdentity;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.agent.AgentLink;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.godwit.protocol.trust.EnrolmentToken;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A host that says what a real one says, over a link like a real one's, and runs nothing. It has a
 * real identity: a key, a token, a certificate.
 */
final class SimulatedAgent {
  /** What agents do unless they are told otherwise. */
  private static final Duration TELEMETRY = Duration.ofSeconds(10);

  /**
   * Longer than real agents wait at first: here the manager has to share its processors with what
   * all of them do to connect.
   */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private static final Duration AGAIN_SPREAD = Duration.ofSeconds(8);
  private static final Duration WELCOME = Duration.ofSeconds(60);

  private final int number;
  private final HostIdentity identity;
  private final String manager;
  private final LongAdder reports;
  private final List<VmObservation> vms = new ArrayList<>();
  private volatile boolean linked;

  /**
   * A host with VMs that run.
   *
   * @param reports counts what is sent
   */
  SimulatedAgent(
      int number, int vmsEach, HostIdentity identity, String manager, LongAdder reports) {
    this.number = number;
    this.identity = identity;
    this.manager = manager;
    this.reports = reports;
    for (int i = 0; i < vmsEach; i++) {
      vms.add(
          Synthetic.observation(
              number * vmsEach + i, VmState.RUNNING, Instant.EPOCH.plusSeconds(i)));
    }
  }

  void enrol(String token) throws IOException, InterruptedException {
    identity.enrol(manager, EnrolmentToken.parse(token));
  }

  boolean isLinked() {
    return linked;
  }

  /** Serves until interrupted: a link, and another when it breaks. */
  void run() {
    SplittableRandom random = new SplittableRandom(number);
    try {
      Thread.sleep(random.nextLong(AGAIN_SPREAD.toMillis()));
      while (true) {
        serve(random);
        // Thousands must not come back at the same moment.
        Thread.sleep(AGAIN.plusMillis(random.nextLong(AGAIN_SPREAD.toMillis())));
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  /** Cheaper to find out than by a channel, whose cost would be taken from the manager's share. */
  private boolean listens() {
    int colon = manager.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              manager.substring(0, colon), Integer.parseInt(manager.substring(colon + 1))),
          Math.toIntExact(AGAIN.toMillis()));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private void serve(SplittableRandom random) throws InterruptedException {
    if (!listens()) {
      return;
    }
    ManagedChannel channel = identity.open(manager, identity.credential().orElseThrow());
    Stream stream = new Stream();
    try {
      ClientCalls.asyncBidiStreamingCall(
          channel.newCall(AgentLink.CONNECT, CallOptions.DEFAULT), stream);
      stream.send(new ToManager.Hello(Synthetic.description(number), vms));
      if (!stream.welcome.await(WELCOME.toSeconds(), TimeUnit.SECONDS) || stream.hasEnded()) {
        return;
      }
      linked = true;
      // Agents of a data center do not measure at the same moment.
      Duration pause = Duration.ofMillis(random.nextLong(TELEMETRY.toMillis()));
      while (!stream.ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        report(stream, random);
        pause = TELEMETRY;
      }
    } finally {
      linked = false;
      channel.shutdownNow();
    }
  }

  private void report(Stream stream, SplittableRandom random) {
    List<VmSample> samples = vms.stream().map(vm -> Synthetic.sample(vm.vm(), random)).toList();
    stream.send(new ToManager.Telemetry(Synthetic.sample(Instant.now(), random), samples));
    // Now and then a guest is paused or goes on: one in a hundred VMs a minute.
    if (random.nextInt(600) < vms.size()) {
      int which = random.nextInt(vms.size());
      VmObservation before = vms.get(which);
      VmState other = before.state() == VmState.RUNNING ? VmState.PAUSED : VmState.RUNNING;
      VmObservation changed =
          Synthetic.observation(number * vms.size() + which, other, Instant.now());
      vms.set(which, changed);
      stream.send(new ToManager.VmChanged(changed));
    }
    reports.increment();
  }

  /** One stream. It refuses every order: nothing runs here. */
  private static final class Stream implements ClientResponseObserver<ToManager, ToAgent> {
    final CountDownLatch welcome = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable ClientCallStreamObserver<ToManager> out;

    @Override
    public void beforeStart(ClientCallStreamObserver<ToManager> requests) {
      out = requests;
    }

    boolean hasEnded() {
      return ended.getCount() == 0;
    }

    synchronized void send(ToManager message) {
      if (out != null && !hasEnded()) {
        try {
          out.onNext(message);
        } catch (IllegalStateException closed) {
          return; // Its end is on its way to us.
        }
      }
    }

    @Override
    public void onNext(ToAgent message) {
      switch (message) {
        case ToAgent.Welcome _ -> welcome.countDown();
        case ToAgent.Command command ->
            send(
                new ToManager.Reply(
                    command.number(),
                    null,
                    new Problem(
                        ErrorCode.VM_WRONG_STATE, "This host is simulated.", "Order nothing.")));
      }
    }

    @Override
    public void onError(Throwable broken) {
      onCompleted();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
      welcome.countDown();
    }
  }
}
