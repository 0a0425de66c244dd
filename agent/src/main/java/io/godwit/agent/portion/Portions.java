package io.godwit.agent.portion;

import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Share;
import io.godwit.model.host.ShareSupport;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.Portion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the VMs of this host have of its processors, and that the kernel sees to it. Safe for all
 * threads.
 */
public final class Portions implements AutoCloseable {
  /** A process that has just ended is a moment longer in its group. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Portions.class);

  private final @Nullable CpuGroups groups;
  private final ShareSupport support;
  private final PortionFile file;
  private final int cores;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<VmId, Guest> guests = new TreeMap<>();
  private final Thread thread;
  private Map<VmId, Resources> said;

  /** Whether there may be groups of ours: those of an agent before us, too. */
  private boolean grouped = true;

  private boolean settled = true;
  private String trouble = "";

  /** A VM's process. */
  private record Guest(long pid, int vcpus) {}

  /**
   * As this host's kernel allows.
   *
   * @param state where what was said is kept; its place also tells this agent's groups from others'
   * @param name the host's
   * @param cores that VMs may use
   */
  public static Portions of(Path state, String name, int cores) {
    return new Portions(Controller.find(state, name), new PortionFile(state), cores);
  }

  Portions(Controller controller, PortionFile file, int cores) {
    this.groups = controller.groups();
    this.support = controller.support();
    this.file = file;
    this.cores = cores;
    this.said = file.read();
    this.thread = Thread.ofVirtual().name("portions").start(this::settleAgain);
    if (!support.enforced()) {
      LOG.info("shares and limits of VMs are not enforced: {}", support.reason());
    }
  }

  /** Whether the kernel sees to it, and if not why not. */
  public ShareSupport support() {
    return support;
  }

  /**
   * Takes what is said of VMs from now on; of one that is not named nothing is.
   *
   * @throws io.godwit.model.error.GodwitException HOST_SETUP_FAILED if it cannot be kept
   */
  public void keep(Order.KeepPortions order) {
    Map<VmId, Resources> now = new TreeMap<>();
    for (Portion portion : order.portions()) {
      if (!portion.resources().cpu().equals(Share.DEFAULT)) {
        now.put(portion.vm(), portion.resources());
      }
    }
    lock.lock();
    try {
      if (!now.equals(said)) {
        file.write(now);
        said = now;
        settle();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A VM has this process; its guest does not run yet, or has just begun. */
  public void enter(VmId vm, long pid, int vcpus) {
    lock.lock();
    try {
      guests.put(vm, new Guest(pid, vcpus));
      settle();
    } finally {
      lock.unlock();
    }
  }

  /** A VM has no process any more. */
  public void leave(VmId vm) {
    lock.lock();
    try {
      if (guests.remove(vm) != null) {
        settle();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Makes the groups what they are to be; whatever cannot be done is tried again. */
  private void settle() {
    boolean wanted = !said.isEmpty() && !guests.isEmpty();
    if (groups == null || (!wanted && !grouped)) {
      return;
    }
    grouped = true;
    String refused = "";
    try {
      Map<VmId, Division.Part> parts = wanted ? divide(groups) : Map.of();
      for (Map.Entry<VmId, Guest> each : guests.entrySet()) {
        String failed = give(groups, each.getKey(), each.getValue(), parts.get(each.getKey()));
        refused = failed.isEmpty() ? refused : failed;
      }
      // A process that has just ended may be in its group for a moment more.
      boolean clean = groups.keepOnly(parts.keySet());
      settled = clean && refused.isEmpty();
      grouped = wanted || !clean;
    } catch (IOException failed) {
      refused = failed.toString();
      settled = false;
    }
    if (!refused.equals(trouble) && !refused.isEmpty()) {
      LOG.warn("VMs do not have their shares yet: {}; it is tried again", refused);
    }
    trouble = refused;
  }

  private Map<VmId, Division.Part> divide(CpuGroups kernel) throws IOException {
    Map<VmId, Division.Contender> contenders = new TreeMap<>();
    guests.forEach((vm, guest) ->
        contenders.put(
            vm, new Division.Contender(guest.vcpus(), said.getOrDefault(vm, Resources.DEFAULT))));
    kernel.weigh(Division.sharesOfAll(contenders));
    return Division.of(contenders, cores);
  }

  /**
   * One VM's failure keeps no other from having its part.
   *
   * @param part none if null
   * @return what failed; empty if nothing did
   */
  private static String give(CpuGroups kernel, VmId vm, Guest guest, Division.@Nullable Part part) {
    try {
      if (part == null) {
        kernel.release(vm, guest.pid());
      } else {
        kernel.put(vm, guest.pid(), part);
      }
      return "";
    } catch (IOException failed) {
      return failed.toString();
    }
  }

  private void settleAgain() {
    try {
      while (true) {
        Thread.sleep(AGAIN);
        lock.lock();
        try {
          if (!settled) {
            settle();
          }
        } finally {
          lock.unlock();
        }
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the agent's part; groups stay as long as their VMs. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
