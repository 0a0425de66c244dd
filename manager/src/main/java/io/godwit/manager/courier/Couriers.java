package io.godwit.manager.courier;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.loop.Published;
import io.godwit.manager.time.Time;
import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the state and brings every host up to what it should have of something.
 *
 * @param <W> what a host should have; compared by {@code equals}
 */
public final class Couriers<W> implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(Couriers.class);

  private final String subject;
  private final Wishes<W> wishes;
  private final Words<W> words;
  private final Inventory inventory;
  private final AgentCalls agents;
  private final Time time;
  private final Thread thread;
  private final SortedMap<HostId, Courier<W>> couriers = new TreeMap<>();

  /** What hosts should have. */
  @FunctionalInterface
  public interface Wishes<W> {
    /**
     * By one state; empty for a host that is told nothing. Asked by one thread, each time for a
     * newer state.
     */
    Function<HostEntry, Optional<W>> by(DataCenter state);
  }

  /** Says it in orders. */
  @FunctionalInterface
  public interface Words<W> {
    /**
     * The orders, to be given one after the other.
     *
     * @param told what the host has carried out; null if that is not known
     */
    List<Order> between(@Nullable W told, W wanted);
  }

  private Couriers(
      String subject,
      Wishes<W> wishes,
      Words<W> words,
      Inventory inventory,
      AgentCalls agents,
      Time time) {
    this.subject = subject;
    this.wishes = wishes;
    this.words = words;
    this.inventory = inventory;
    this.agents = agents;
    this.time = time;
    this.thread = time.thread(subject, this::run);
  }

  /**
   * Starts. Of the managers of a data center, only the leader does.
   *
   * @param subject what it is about, for threads and logs
   */
  public static <W> Couriers<W> start(
      String subject,
      Wishes<W> wishes,
      Words<W> words,
      Inventory inventory,
      AgentCalls agents,
      Time time) {
    Couriers<W> all = new Couriers<>(subject, wishes, words, inventory, agents, time);
    all.thread.start();
    return all;
  }

  /** Tells nobody any more. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    long version = -1;
    try {
      while (!inventory.isClosed()) {
        Published<DataCenter> now = inventory.awaitAfter(version, LONG);
        if (now.version() != version) {
          version = now.version();
          spread(now.state());
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException defect) {
      LOG.error("hosts are told nothing any more of their {}", subject, defect);
    } finally {
      couriers.values().forEach(Courier::stop);
    }
  }

  private void spread(DataCenter state) {
    Function<HostEntry, Optional<W>> wished = wishes.by(state);
    for (HostEntry host : state.soft().hosts().values()) {
      wished
          .apply(host)
          .ifPresent(what -> courier(host.id()).wants(new Courier.Wanted<>(host.link(), what)));
    }
  }

  private Courier<W> courier(HostId host) {
    return couriers.computeIfAbsent(
        host,
        id -> {
          Courier<W> made = new Courier<>(id, subject, words, agents, time);
          made.start();
          return made;
        });
  }
}
