package io.godwit.testbed.simulation.network;

import io.godwit.testbed.simulation.network.Network.Port;
import io.godwit.testbed.simulation.scheduler.VirtualProcess;
import io.godwit.testbed.simulation.scheduler.World;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Two ends that send to each other in order, until one of them has had enough. */
public final class Connection {
  private final Network network;
  private final World world;
  private final End near;
  private final End far;

  Connection(Network network, World world, Port near, Port far) {
    this.network = network;
    this.world = world;
    this.near = new End(near);
    this.far = new End(far);
    this.near.other = this.far;
    this.far.other = this.near;
  }

  /** The end that was named first. */
  public End near() {
    return near;
  }

  public End far() {
    return far;
  }

  boolean isOver() {
    return !near.open && !far.open;
  }

  void review() {
    near.review();
    far.review();
  }

  void closedBy(VirtualProcess process) {
    near.closedBy(process);
    far.closedBy(process);
  }

  void rebooted(String node) {
    near.rebooted(node);
    far.rebooted(node);
  }

  private boolean isCut() {
    return !network.reaches(near.port.node(), far.port.node());
  }

  /** One of the two. */
  public final class End {
    private final Port port;
    private final ArrayDeque<Runnable> underWay = new ArrayDeque<>();
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private @Nullable End other;
    private boolean open = true;
    private long lastArrival;
    private boolean moving;
    private Runnable onLoss = () -> {};
    private World.@Nullable Timer alarm;

    private End(Port port) {
      this.port = port;
    }

    /** What to do when the connection is lost; done once, in this end's process. */
    public End onLoss(Runnable action) {
      onLoss = action;
      return this;
    }

    public boolean isOpen() {
      return open;
    }

    /** Sends; {@code arrival} is done in the other end's process if it gets there. */
    public void send(Runnable arrival) {
      if (open) {
        underWay.add(arrival);
        move();
      }
    }

    /** Sends as the other end. */
    public void peerSends(Runnable arrival) {
      peer().send(arrival);
    }

    /** Leaves; the other end hears of it after what was sent before. */
    public void close() {
      if (open) {
        send(peer()::lost);
        open = false;
        review();
      }
    }

    private void closedBy(VirtualProcess process) {
      if (port.process().equals(process)) {
        close();
      }
    }

    private void rebooted(String node) {
      if (open && peer().port.node().equals(node) && !peer().port.process().isAlive()) {
        world.after(network.delay(port.node(), node), this::resetIfReached);
      }
    }

    private End peer() {
      if (other == null) {
        throw new IllegalStateException("an end has a peer");
      }
      return other;
    }

    /** Brings what was sent on its way, one after the other. */
    private void move() {
      if (moving || underWay.isEmpty() || isCut()) {
        return;
      }
      moving = true;
      Duration delay = network.delay(port.node(), peer().port.node());
      long earliest = lastArrival - world.now();
      world.after(
          delay.toNanos() < earliest ? Duration.ofNanos(earliest) : delay,
          () -> {
            moving = false;
            if (isCut()) {
              return; // it is sent again once the path is healed
            }
            lastArrival = world.now();
            arrive();
            move();
          });
    }

    /** All that was sent by now arrives together: later ones do not wait for a round trip each. */
    private void arrive() {
      while (!underWay.isEmpty()) {
        Runnable arrival = underWay.poll();
        if (peer().open) {
          peer().take(arrival);
        }
      }
    }

    private void take(Runnable arrival) {
      inbox.add(arrival);
      port.process().execute(this::receive);
    }

    /** One at a time and in order, whatever order the steps of the process are taken in. */
    private void receive() {
      Runnable arrival = inbox.poll();
      if (arrival != null) {
        arrival.run();
      }
    }

    /** This end learns that the connection is over; what it has not looked at by now is lost. */
    private void lost() {
      if (open) {
        open = false;
        underWay.clear();
        inbox.clear();
        callOff();
        take(onLoss);
        peer().review();
      }
    }

    private void callOff() {
      if (alarm != null) {
        alarm.callOff();
        alarm = null;
      }
    }

    private void review() {
      if (!open) {
        callOff();
        if (!isCut()) {
          move();
        }
        return;
      }
      End peer = peer();
      if (!isCut()) {
        move();
        if (!peer.open && peer.port.process().isAlive() && peer.underWay.isEmpty()) {
          // Whatever it says to an end that has left is answered with a reset.
          world.after(network.delay(port.node(), peer.port.node()), this::resetIfReached);
        }
      }
      boolean silent =
          isCut() || !peer.port.process().isAlive() || peer.port.process().isPaused() || !peer.open;
      if (!silent) {
        callOff();
      } else if (alarm == null) {
        alarm = world.after(port.patience(), this::lost);
      }
    }

    private void resetIfReached() {
      if (open && !isCut()) {
        lost();
      }
    }
  }
}
