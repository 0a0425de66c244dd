package io.godwit.testbed.simulation.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Virtual time and the order of everything in it. Owned by the thread that runs it. */
public final class World {
  /** What a step takes: enough that time passes, too little to matter. */
  private static final int MAX_STEP_NANOS = 20_000;

  /** A world that does this much in one run is in a loop. */
  private static final long MAX_STEPS = 20_000_000;

  private final SplittableRandom order;
  private final SplittableRandom seeds;
  private final Thread driver = Thread.currentThread();
  private final Journal journal;
  private final List<Step> ready = new ArrayList<>();
  private final TreeSet<Timer> timers = new TreeSet<>();

  /** Asked by threads of other worlds, too. */
  private final Set<Thread> fibers = ConcurrentHashMap.newKeySet();

  private Runnable check = () -> {};
  private @Nullable Throwable failure;
  private long now;
  private long steps;
  private long numbers;
  private boolean over;

  public World(long seed, Journal journal) {
    SplittableRandom root = new SplittableRandom(seed);
    this.order = root.split();
    this.seeds = root.split();
    this.journal = journal;
  }

  /** Something that can go on now. */
  private record Step(@Nullable VirtualProcess process, Runnable task) {}

  /** Something that happens at a time, unless it is called off. */
  public final class Timer implements Comparable<Timer> {
    private final long at;
    private final long number;
    private final Runnable task;

    private Timer(long at, Runnable task) {
      this.at = at;
      this.number = ++numbers;
      this.task = task;
    }

    public void callOff() {
      timers.remove(this);
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }

  /** Nanoseconds since the world began. */
  public long now() {
    return now;
  }

  public long steps() {
    return steps;
  }

  /** A source of its own, so that what one part draws does not change what others draw. */
  public SplittableRandom random() {
    return seeds.split();
  }

  /** A process that has no fibers yet. */
  public VirtualProcess process(String name) {
    return new VirtualProcess(this, name, seeds.split());
  }

  public Timer after(Duration delay, Runnable task) {
    return at(saturated(delay), task);
  }

  Timer at(long nanos, Runnable task) {
    Timer timer = new Timer(nanos, task);
    timers.add(timer);
    return timer;
  }

  private long saturated(Duration delay) {
    long nanos = Math.max(0, delay.toNanos());
    return nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
  }

  /** What looks at the world after each step; what it throws ends the run. */
  public void check(Runnable invariants) {
    check = invariants;
  }

  /** Writes down what happens. */
  public void note(Supplier<String> what) {
    journal.add(now, what);
  }

  /** Ends the run with what must not be. */
  public void fail(Throwable why) {
    if (failure == null) {
      failure = why;
    }
  }

  /** Runs for a while. Throws what went wrong, if anything did. */
  public void run(Duration length) {
    long end = saturated(length);
    while (now < end && failure == null) {
      // What is due joins what can go on: which of them comes first is not decided by the clock.
      while (!timers.isEmpty() && timers.first().at <= now) {
        Timer due = timers.first();
        timers.remove(due);
        ready.add(new Step(null, due.task));
      }
      if (ready.isEmpty()) {
        if (timers.isEmpty() || timers.first().at > end) {
          now = end;
        } else {
          now = Math.max(now, timers.first().at);
        }
        continue;
      }
      step();
    }
    rethrow();
  }

  /** Nothing of this world goes on from here: what is parked in it can be collected. */
  public void end() {
    over = true;
    ready.clear();
    timers.clear();
  }

  private void step() {
    Step next = ready.remove(order.nextInt(ready.size()));
    VirtualProcess process = next.process();
    if (process != null && !process.takes(next.task())) {
      return;
    }
    if (++steps > MAX_STEPS) {
      throw new IllegalStateException("the world is in a loop");
    }
    now += order.nextInt(MAX_STEP_NANOS);
    journal.mix(now, process == null ? 0 : process.name().hashCode());
    next.task().run();
    if (failure == null) {
      check.run();
    }
  }

  private void rethrow() {
    switch (failure) {
      case null -> {}
      case RuntimeException runtime -> throw runtime;
      case Error error -> throw error;
      case Throwable other -> throw new IllegalStateException(other);
    }
  }

  /** Whether the caller is this world's thread, or a fiber that it runs. */
  boolean isDriven() {
    return isDriver() || fibers.contains(Thread.currentThread());
  }

  /** Whether the caller is this world's thread itself, between fibers or underneath one. */
  boolean isDriver() {
    return Thread.currentThread().equals(driver);
  }

  /** Whether a thread is a fiber of this world; another may be one of another world. */
  boolean has(Thread thread) {
    return fibers.contains(thread);
  }

  void born(Thread fiber) {
    fibers.add(fiber);
  }

  void died(Thread fiber) {
    fibers.remove(fiber);
  }

  /** Queues what a process can do now. */
  void admit(VirtualProcess process, Runnable task) {
    if (over) {
      return;
    }
    ready.add(new Step(process, task));
  }
}
