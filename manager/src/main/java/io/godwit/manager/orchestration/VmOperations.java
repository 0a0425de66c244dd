package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.task.Task;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Defines, starts, stops and deletes VMs, for those who wait until it is done. Each is a task of
 * {@link VmTasks}, which goes on if they stop waiting. Refused while the VM migrates.
 */
public final class VmOperations {
  /** Most of a console that one call returns; agents keep about as much. */
  private static final int CONSOLE_BYTES = 256 * 1024;

  private final Tools tools;
  private final VmTasks tasks;

  VmOperations(Tools tools, VmTasks tasks) {
    this.tools = tools;
    this.tasks = tasks;
  }

  /** Defines a VM on a host; the agent pins its machine type. */
  public VmEntry create(VmDraft draft, HostId host) throws InterruptedException {
    carryOut(new VmCall.Define(draft, host));
    return tools.inventory().now().requireVm(draft.name());
  }

  /**
   * What keeps a new VM from being defined on a host as things are, whatever room there is.
   *
   * @param more datastores that it needs besides those of its disks
   */
  public Optional<Problem> unfit(
      DataCenter state, VmDraft draft, List<DatastoreName> more, HostId host) {
    return VmAdmission.unfit(state, draft, more, host);
  }

  /** The same of a host that is off, as if it were on. */
  public Optional<Problem> unfitWhenOn(
      DataCenter state, VmDraft draft, List<DatastoreName> more, HostId host) {
    return VmAdmission.unfitWhenOn(state, draft, more, host);
  }

  public void start(VmName name) throws InterruptedException {
    carryOut(new VmCall.Start(name));
  }

  /**
   * Asks the guest to shut down.
   *
   * @param grace how long it may take
   */
  public void stop(VmName name, Duration grace) throws InterruptedException {
    carryOut(new VmCall.Stop(name, grace));
  }

  public void kill(VmName name) throws InterruptedException {
    carryOut(new VmCall.Kill(name));
  }

  public void pause(VmName name) throws InterruptedException {
    carryOut(new VmCall.Pause(name));
  }

  public void resume(VmName name) throws InterruptedException {
    carryOut(new VmCall.Resume(name));
  }

  /** Forgets a stopped VM. */
  public void delete(VmName name) throws InterruptedException {
    carryOut(new VmCall.Delete(name));
  }

  /** The end of the VM's serial console, from its home. Changes nothing, so it is no task. */
  public String consoleLog(VmName name) throws InterruptedException {
    DataCenter state = tools.inventory().now();
    VmEntry vm = state.requireVm(name);
    HostId home = vm.right().home();
    state.requireConnected(home);
    Order order = new Order.ReadConsole(vm.id(), vm.right().generation(), CONSOLE_BYTES);
    Answer answer = tools.agents().call(home, order, tools.deadlines().quick());
    if (answer instanceof Answer.Console console) {
      return console.text();
    }
    throw strange(answer);
  }

  private void carryOut(VmCall call) throws InterruptedException {
    Task ended = tasks.awaitEnd(tasks.begin(call, Optional.empty()));
    Problem problem = ended.problem();
    if (problem != null) {
      throw problem.asException();
    }
  }

  static GodwitException strange(Answer answer) {
    return new GodwitException(
        ErrorCode.INTERNAL,
        "An agent answered with " + answer.getClass().getSimpleName() + ".",
        "Check that agent and manager have the same version, and report this.");
  }
}
