package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.Claim;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.loop.Outcome;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a migration's destination as the migration would, and takes it down again. The source is
 * told nothing, so that nothing can arrive; the guest goes on. No other call changes the VM
 * meanwhile.
 *
 * <p>The order rests on the VM's right to run as it is, with no newer generation: whatever an agent
 * tells of the rehearsal's QEMU, it never has a better claim to the VM than its home. If the
 * manager dies, the destination gives up by itself.
 */
final class DestinationRehearsal {
  /** How long the destination waits for a guest that is not going to come. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String NEEDED = "every device, listening";

  private static final Logger LOG = LoggerFactory.getLogger(DestinationRehearsal.class);

  private final Tools tools;
  private final Trip trip;

  DestinationRehearsal(Tools tools, Trip trip) {
    this.tools = tools;
    this.trip = trip;
  }

  /**
   * Rehearses.
   *
   * @param course of the forecast
   * @param copies disks that would be made there, and are
   */
  List<CheckItem> perform(Course course, List<DiskCopy> copies) throws InterruptedException {
    CheckList list = new CheckList();
    try {
      claim();
    } catch (GodwitException refused) {
      list.check(Check.REHEARSAL, NEEDED, refused.code().slug()).refuses(refused.problem());
      return list.report().items();
    }
    try {
      perform(list, course, copies);
    } finally {
      VmId vm = trip.vm().id();
      tools.inventory().observe(soft -> soft.unclaimed(vm));
    }
    return list.report().items();
  }

  /** From here on nobody else changes the VM, or takes the memory that it needs there. */
  private void claim() {
    tools
        .inventory()
        .<Boolean>decide(state -> {
          VmEntry now = Preflight.require(state, trip.vm().name(), trip.to(), trip.disks());
          if (!now.equals(trip.vm())) {
            throw new GodwitException(
                ErrorCode.VM_WRONG_STATE,
                "VM " + now.name() + " was changed while it was checked.",
                "Look where it is, and try again.");
          }
          return claimed(now);
        });
  }

  private Outcome<DataCenter, StateRecord, Boolean> claimed(VmEntry vm) {
    Claim claim = new Claim(Claim.Kind.REHEARSE, vm.id(), vm.spec(), trip.to());
    return Outcome.soft(state -> state.soften(soft -> soft.claimed(claim)), true);
  }

  private void perform(CheckList list, Course course, List<DiskCopy> copies)
      throws InterruptedException {
    long begun = tools.time().nanos();
    boolean started = false;
    Answer.Listening where;
    try {
      where = start(course, copies);
      started = true;
    } catch (GodwitException refused) {
      Problem why = Sentences.nothingChanged(refused.problem());
      list.check(Check.REHEARSAL, NEEDED, why.code().slug()).refuses(why);
      return;
    } finally {
      // Also of what was refused: an agent that was not heard may have started it.
      LOG.info(
          "rehearsal {} of VM {} on {}: {}",
          trip.id(),
          trip.vm().name(),
          trip.to(),
          started ? "it listens" : "it does not listen");
      end();
    }
    long listening = tools.time().nanos();
    conclude(list, where, Duration.ofNanos(listening - begun), listening);
  }

  private Answer.Listening start(Course course, List<DiskCopy> copies) throws InterruptedException {
    Order.PrepareDestination order =
        new Order.PrepareDestination(
            trip.id(),
            trip.vm().id(),
            trip.vm().right().generation(),
            DiskCopy.applied(trip.vm().spec(), copies),
            tools.inventory().now().requireAccelerator(trip.vm()),
            PATIENCE,
            course.transport(),
            course.transport().isSecret() ? tools.keys().get() : null,
            copies);
    tools.errands().settle(trip.vm().id(), trip.to());
    Answer answer = tools.agents().call(trip.to(), order, tools.deadlines().start());
    if (answer instanceof Answer.Listening listening) {
      return listening;
    }
    throw Sentences.unexpected(trip.to(), order, answer);
  }

  private void end() {
    Order.OfVm abort =
        new Order.AbortDestination(trip.id(), trip.vm().id(), trip.vm().right().generation());
    tools.errands().begin(trip.to(), abort);
  }

  /** Says what was there, once it is gone. */
  private void conclude(CheckList list, Answer.Listening where, Duration start, long listening)
      throws InterruptedException {
    String found =
        "listened on " + where.address() + ":" + where.port() + " after " + Sentences.time(start);
    boolean gone;
    try {
      tools.errands().settle(trip.vm().id(), trip.to());
      // What was told of it before is in the state then.
      DataCenter now = tools.inventory().decide(Outcome::of);
      gone = now.soft().observation(trip.to(), trip.vm().id()).isEmpty();
    } catch (GodwitException late) {
      gone = false;
    }
    if (gone) {
      Duration end = Duration.ofNanos(tools.time().nanos() - listening);
      list.check(Check.REHEARSAL, NEEDED, found + ", gone after " + Sentences.time(end)).passes();
    } else {
      list.check(Check.REHEARSAL, NEEDED, found + ", and is still there")
          .warns(
              "The rehearsal went well, but "
                  + trip.to()
                  + " has not said that it took down what it had started.",
              "It does so by itself within "
                  + PATIENCE.toSeconds()
                  + " s; look at its agent's log if it does not.");
    }
  }
}
