package io.godwit.agent.probe;

import io.godwit.agent.platform.Frames;
import io.godwit.agent.platform.PacketSocket;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Blackout;
import io.godwit.model.vm.Ipv4Address;
import io.godwit.model.vm.MacAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for one VM's address every few milliseconds while it has a lease. A thread of the kernel's
 * asks, because a wait in the kernel would hold a carrier of virtual ones; it ends with the lease.
 * Safe for all threads.
 */
final class Probe {
  /** Half of what the pause of an idle guest is good for; 500 small packets a second. */
  static final Duration PACE = Duration.ofMillis(2);

  /** So many answers in a row, after the watch has ended, are "steadily". */
  private static final int STEADY = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Probe.class);

  /** Whom to ask, and from where. */
  record Target(String device, MacAddress mac, Ipv4Address address) {}

  private final Target target;
  private final Frames.Opener opener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answered = lock.newCondition();
  private final SilenceMeter meter = new SilenceMeter(PACE);
  private long leaseEnds;
  private boolean running;
  private boolean ended;
  private @Nullable String trouble;

  Probe(Target target, Frames.Opener opener) {
    this.target = target;
    this.opener = opener;
  }

  /** Asks from now on, for as long as the lease is. */
  void lease(Duration lease) {
    lock.lock();
    try {
      leaseEnds = System.nanoTime() + lease.toNanos();
      if (!running && !ended) {
        running = true;
        Thread.ofPlatform().name("probe-" + target.address()).daemon().start(this::ask);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether nobody has asked for anything since {@code patience}. */
  boolean isForgotten(Duration patience) {
    lock.lock();
    try {
      return System.nanoTime() - leaseEnds > patience.toNanos();
    } finally {
      lock.unlock();
    }
  }

  /** Asks no more. */
  void stop() {
    lock.lock();
    try {
      ended = true;
      answered.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the VM answers steadily, ends, and says what was seen. */
  Blackout end(HostId by, Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long wanted = meter.answers() + STEADY;
      long left = patience.toNanos();
      while (running && meter.answers() < wanted && left > 0) {
        left = answered.awaitNanos(left);
      }
      ended = true;
      return verdict(by, meter.answers() >= wanted);
    } finally {
      lock.unlock();
    }
  }

  private Blackout verdict(HostId by, boolean steady) {
    String who = "host " + by + " asked for " + target.address() + " " + meter.asked() + " times";
    if (trouble != null) {
      return new Blackout.NotMeasured("host " + by + " could not ask: " + trouble);
    }
    if (meter.answers() == 0) {
      return new Blackout.NotMeasured(who + " and was never answered");
    }
    if (!steady) {
      Duration open = meter.open(PacketSocket.now());
      return new Blackout.NotMeasured(
          who
              + "; the last answer was "
              + open.toMillis()
              + " ms ago when it was asked for the result");
    }
    if (meter.blind().compareTo(meter.longest()) > 0) {
      return new Blackout.NotMeasured(
          who
              + ", and the VM was silent already when it began, for "
              + meter.blind().toMillis()
              + " ms");
    }
    return new Blackout.Measured(meter.longest(), by);
  }

  private void ask() {
    try (Frames frames =
        opener.open(target.device(), PacketSocket.ARP, Arp.answers(target.address()))) {
      MacAddress own = frames.own();
      byte[] question = Arp.probe(own, target.mac(), target.address());
      long next = System.nanoTime();
      while (isLeased()) {
        long now = System.nanoTime();
        if (now >= next) {
          frames.send(question);
          note(false, PacketSocket.now());
          next = Math.max(next + PACE.toNanos(), now);
        }
        hear(frames, own, Duration.ofNanos(Math.max(0, next - System.nanoTime())));
      }
    } catch (IOException | RuntimeException broken) {
      LOG.warn("cannot probe {} on {}: {}", target.address(), target.device(), broken.toString());
      failed(String.valueOf(broken.getMessage()));
    } finally {
      over();
    }
  }

  private void hear(Frames frames, MacAddress own, Duration patience) throws IOException {
    Frames.Arrival arrival = frames.receive(patience);
    if (arrival != null && Arp.isAnswer(arrival.frame(), own, target.mac(), target.address())) {
      note(true, arrival.atNanos());
    }
  }

  private void note(boolean answer, long at) {
    lock.lock();
    try {
      if (answer) {
        meter.answered(at);
        answered.signalAll();
      } else {
        meter.asked(at);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isLeased() {
    lock.lock();
    try {
      return !ended && System.nanoTime() < leaseEnds;
    } finally {
      lock.unlock();
    }
  }

  private void failed(String why) {
    lock.lock();
    try {
      trouble = why;
    } finally {
      lock.unlock();
    }
  }

  private void over() {
    lock.lock();
    try {
      running = false;
      if (!ended) {
        meter.rest();
      }
      answered.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
