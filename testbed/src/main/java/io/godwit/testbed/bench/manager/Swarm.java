package io.godwit.testbed.bench.manager;

import io.godwit.agent.identity.HostIdentity;
import io.godwit.protocol.api.HostAdd;
import io.godwit.protocol.client.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/** All simulated agents. */
final class Swarm implements AutoCloseable {
  /** Enrolments at a time: a key, a signature and a handshake each. */
  private static final int ENROLLING = 4;

  private final List<SimulatedAgent> agents = new ArrayList<>();
  private final LongAdder reports = new LongAdder();
  private final ExecutorService links = Executors.newVirtualThreadPerTaskExecutor();

  Swarm(int hosts, int vmsEach, Path folder, String manager) throws IOException {
    for (int number = 0; number < hosts; number++) {
      agents.add(
          new SimulatedAgent(
              number,
              vmsEach,
              new HostIdentity(
                  Synthetic.host(number),
                  folder.resolve(Synthetic.host(number).value()),
                  InstantSource.system()),
              manager,
              reports));
    }
  }

  /** Adds every host and makes it enrol. */
  void enrol(ApiClient api) throws InterruptedException, ExecutionException {
    try (ExecutorService workers = Executors.newFixedThreadPool(ENROLLING)) {
      List<Future<?>> enrolments = new ArrayList<>();
      for (int number = 0; number < agents.size(); number++) {
        SimulatedAgent agent = agents.get(number);
        HostAdd host = new HostAdd(Synthetic.host(number).value(), null, null);
        enrolments.add(
            workers.submit(() -> {
              agent.enrol(api.addHost(host).token());
              return null;
            }));
      }
      for (Future<?> each : enrolments) {
        each.get();
      }
    }
  }

  void begin() {
    agents.forEach(agent -> links.execute(agent::run));
  }

  long linked() {
    return agents.stream().filter(SimulatedAgent::isLinked).count();
  }

  long reports() {
    return reports.sum();
  }

  @Override
  public void close() {
    links.shutdownNow();
  }
}
