package io.godwit.agent.memory;

import io.godwit.agent.vm.Vm;
import io.godwit.agent.vm.VmCondition;
import io.godwit.agent.vm.Vms;
import io.godwit.model.migration.MemoryFacts;
import io.godwit.model.migration.MemoryFacts.Dirtied;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples the memory of the VMs that run here, one after the other, for ever. A VM that takes part
 * in a migration is left alone. One sample costs some ten milliseconds of one processor; the rest
 * of its second is waiting.
 */
public final class MemoryWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);

  private final Vms vms;
  private final Duration interval;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<VmId, MemoryFacts> newest = new ConcurrentHashMap<>();
  private final Thread thread;

  /**
   * @param interval between two rounds through all VMs
   */
  public MemoryWatch(Vms vms, Duration interval, InstantSource clock, RandomGenerator random) {
    this.vms = vms;
    this.interval = interval;
    this.clock = clock;
    this.random = random;
    this.thread = Thread.ofPlatform().daemon().name("memory-watch").unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /**
   * What is known of a VM's memory; nothing if it was never sampled here.
   *
   * @param oldest if the last sample was longer ago, another is taken, unless the VM takes part in
   *     a migration; null takes none
   */
  public Optional<MemoryFacts> facts(VmId vm, @Nullable Duration oldest)
      throws InterruptedException {
    MemoryFacts known = newest.get(vm);
    boolean good =
        oldest == null || (known != null && !known.at().plus(oldest).isBefore(clock.instant()));
    if (!good && vms.has(vm)) {
      sample(vms.get(vm).observation());
    }
    return Optional.ofNullable(newest.get(vm));
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        List<VmObservation> here = vms.observations();
        newest.keySet().retainAll(here.stream().map(VmObservation::vm).collect(Collectors.toSet()));
        for (VmObservation each : here) {
          sample(each);
        }
        Thread.sleep(interval);
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private void sample(VmObservation seen) throws InterruptedException {
    try {
      if (seen.pid() != 0 && isAtRest(seen.vm())) {
        MemoryFacts facts = look(seen);
        // What was seen of a guest that has begun to leave meanwhile is of its copy, too.
        if (isAtRest(seen.vm())) {
          newest.put(seen.vm(), facts);
        }
      }
    } catch (IOException | RuntimeException missed) {
      LOG.debug("vm {} was not sampled: {}", seen.spec().name(), missed.toString());
    }
  }

  private boolean isAtRest(VmId id) {
    if (!vms.has(id)) {
      return false;
    }
    Vm vm = vms.get(id);
    return vm.condition() instanceof VmCondition.Running && vm.definition().passage() == null;
  }

  private synchronized long seed() {
    return random.nextLong();
  }

  private MemoryFacts look(VmObservation seen) throws IOException, InterruptedException {
    Optional<GuestMemory> found = GuestMemory.open(seen.pid(), seen.spec().memory());
    if (found.isEmpty()) {
      throw new IOException("QEMU has no memory of the guest's size");
    }
    try (GuestMemory memory = found.get()) {
      long begun = System.nanoTime();
      PageSample sample =
          new PageSample(memory, seen.spec().memory(), new SplittableRandom(seed()));
      List<Dirtied> dirtied = new ArrayList<>();
      for (Duration window : PageSample.windows()) {
        Thread.sleep(window.minusNanos(System.nanoTime() - begun));
        Duration since = Duration.ofNanos(System.nanoTime() - begun);
        dirtied.add(new Dirtied(since, sample.changed()));
      }
      return sample.facts(clock.instant(), dirtied);
    }
  }
}
