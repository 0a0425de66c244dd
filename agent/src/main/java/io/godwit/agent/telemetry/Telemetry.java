package io.godwit.agent.telemetry;

import io.godwit.model.host.DatastoreName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Samples at an interval until closed. */
public final class Telemetry implements AutoCloseable {
  /** The first figures come soon, so that a host that has just connected is not a blank. */
  private static final Duration FIRST_INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

  private final Duration interval;
  private final InstantSource clock;
  private final Supplier<List<VmProcess>> vms;
  private final HostSampler sampler = new HostSampler(ProcFiles.OF_THIS_HOST);
  private final Spaces spaces;
  private final Outbox outbox;
  private final Thread thread;

  /** Begins to sample. */
  public static Telemetry start(
      Duration interval,
      InstantSource clock,
      Supplier<List<VmProcess>> vms,
      SortedMap<DatastoreName, Path> datastores,
      Post post) {
    Telemetry begun = new Telemetry(interval, clock, vms, datastores, post);
    begun.spaces.start();
    begun.thread.start();
    return begun;
  }

  private Telemetry(
      Duration interval,
      InstantSource clock,
      Supplier<List<VmProcess>> vms,
      SortedMap<DatastoreName, Path> datastores,
      Post post) {
    this.interval = interval;
    this.clock = clock;
    this.vms = vms;
    this.spaces = new Spaces(datastores, interval, System::nanoTime);
    this.outbox = new Outbox(post);
    this.thread = Thread.ofVirtual().name("telemetry").unstarted(this::run);
  }

  private void run() {
    try {
      sample();
      Thread.sleep(FIRST_INTERVAL);
      while (true) {
        long begun = System.nanoTime();
        sample();
        Thread.sleep(interval.minusNanos(System.nanoTime() - begun));
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private void sample() {
    try {
      sampler
          .sample(clock.instant(), System.nanoTime(), vms.get(), spaces.newest(), outbox.dropped())
          .ifPresent(outbox::put);
    } catch (RuntimeException defect) {
      LOG.error("a sample failed; the next is taken in {}", interval, defect);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    spaces.close();
  }
}
