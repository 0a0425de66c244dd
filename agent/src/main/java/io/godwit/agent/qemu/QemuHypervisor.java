package io.godwit.agent.qemu;

import io.godwit.agent.network.Taps;
import io.godwit.agent.platform.ProcessIdentity;
import io.godwit.agent.platform.VmUser;
import io.godwit.agent.portion.Portions;
import io.godwit.agent.storage.Datastores;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import io.godwit.model.host.CpuSupport;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import io.godwit.qmp.QmpCommands;
import io.godwit.qmp.QmpListener;
import io.godwit.qmp.QmpSession;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@link Hypervisor} as real QEMU processes. Safe for all threads; one start per VM at a time. */
public final class QemuHypervisor implements Hypervisor {
  /** QEMU listens within 0.2 s on a quiet machine; a cold disk or a busy host may take seconds. */
  private static final Duration START_DEADLINE = Duration.ofSeconds(20);

  /** A process that does not answer this long after an agent's restart counts as unresponsive. */
  private static final Duration ADOPT_DEADLINE = Duration.ofSeconds(10);

  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(5);
  private static final int LAST_WORDS_BYTES = 2000;

  private final Path qemu;
  private final Path runDirectory;
  private final QemuFacts facts;
  private final AcceleratorVerdict verdict;
  private final Datastores datastores;
  private final Taps taps;
  private final Portions portions;
  private final VmUser user;

  public QemuHypervisor(
      Binary binary,
      Path runDirectory,
      Datastores datastores,
      Taps taps,
      Portions portions,
      VmUser user) {
    this.qemu = binary.path();
    this.facts = binary.facts();
    this.verdict = binary.verdict();
    this.runDirectory = runDirectory;
    this.datastores = datastores;
    this.taps = taps;
    this.portions = portions;
    this.user = user;
  }

  /**
   * An emulator and what is known of it.
   *
   * @param processors what its guests' processors can be, on each accelerator that it says it of
   */
  public record Binary(
      Path path, QemuFacts facts, AcceleratorVerdict verdict, List<CpuSupport> processors) {
    public Binary {
      processors = List.copyOf(processors);
    }
  }

  @Override
  public QemuVersion version() {
    return facts.version();
  }

  @Override
  public List<String> machineTypes() {
    return facts.machineTypes();
  }

  @Override
  public MachineType pin(MachineType asked) {
    MachineType pinned =
        asked.isVersioned()
            ? asked
            : new MachineType(facts.aliases().getOrDefault(asked.value(), "-"));
    if (!facts.machineTypes().contains(pinned.value())) {
      throw new GodwitException(
          ErrorCode.MACHINE_UNSUPPORTED,
          "QEMU " + facts.version() + " on this host has no machine type " + asked + ".",
          "Choose q35 or one of " + facts.machineTypes().stream().limit(5).toList() + ".");
    }
    return pinned;
  }

  @Override
  public void check(VmSpec spec, Accelerator accelerator, Set<Integer> absent) {
    pin(spec.machine());
    if (accelerator == Accelerator.KVM) {
      requireKvm(spec);
    }
    datastores.check(spec, absent);
    taps.check(spec.nics());
  }

  @Override
  public Accelerator accelerator(VmSpec spec) {
    return switch (spec.accelerator()) {
      case AUTO -> verdict.chosen();
      case TCG -> Accelerator.TCG;
      case KVM -> Accelerator.KVM;
    };
  }

  @Override
  public Instance start(
      VmId vm, VmSpec spec, Accelerator accelerator, Start how, QmpListener listener)
      throws InterruptedException {
    check(spec, accelerator);
    RunDirectory run = RunDirectory.of(runDirectory, vm);
    boolean started = false;
    try {
      run.create(user);
      datastores.own(spec.disks());
      List<String> names = taps.create(vm, spec.nics());
      List<String> command = new ArrayList<>(List.of("setsid", "--"));
      command.addAll(user.prefix());
      command.addAll(
          CommandLine.of(
              qemu, vm, spec, accelerator, how, new CommandLine.Workplace(run, datastores), names));
      Instance instance = launch(spec.name(), command, run, accelerator, listener);
      // Before anybody can send a guest to it.
      portions.enter(vm, instance.process().pid(), spec.cpus());
      started = true;
      return instance;
    } catch (IOException refused) {
      throw new GodwitException(
          ErrorCode.HOST_SETUP_FAILED,
          "The run directory of VM "
              + spec.name()
              + " cannot be made: "
              + refused.getMessage()
              + ".",
          "Check the agent's runDirectory on this host.");
    } finally {
      if (!started) {
        taps.remove(vm, spec.nics().size());
      }
    }
  }

  @Override
  public Instance adopt(VmId vm, VmSpec spec, ProcessIdentity process, QmpListener listener)
      throws InterruptedException {
    RunDirectory run = RunDirectory.of(runDirectory, vm);
    QmpSession qmp = QmpSession.connect(spec.name(), run.qmpSocket(), listener, ADOPT_DEADLINE);
    try {
      portions.enter(vm, process.pid(), spec.cpus());
      boolean kvm = qmp.execute(QmpCommands.queryKvm(), ANSWER_DEADLINE);
      return new Instance(process, qmp, kvm ? Accelerator.KVM : Accelerator.TCG);
    } catch (GodwitException silent) {
      qmp.close();
      throw silent;
    }
  }

  @Override
  public void cleanUp(VmId vm, VmSpec spec) throws InterruptedException {
    portions.leave(vm);
    taps.remove(vm, spec.nics().size());
  }

  @Override
  public void forget(VmId vm, VmSpec spec) throws InterruptedException {
    cleanUp(vm, spec);
    try {
      RunDirectory.of(runDirectory, vm).delete();
    } catch (IOException stays) {
      throw new GodwitException(
          ErrorCode.HOST_SETUP_FAILED,
          "The run directory of VM "
              + spec.name()
              + " cannot be removed: "
              + stays.getMessage()
              + ".",
          "Remove it by hand.");
    }
  }

  @Override
  public String lastWords(VmId vm) {
    String log =
        RunDirectory.text(RunDirectory.of(runDirectory, vm).processLog(), LAST_WORDS_BYTES).strip();
    return log.isEmpty() ? "it printed nothing" : log.substring(log.lastIndexOf('\n') + 1);
  }

  @Override
  public String console(VmId vm, int maxBytes) {
    return RunDirectory.text(RunDirectory.of(runDirectory, vm).consoleLog(), maxBytes);
  }

  @Override
  public void trimLogs(VmId vm) {
    try {
      RunDirectory.of(runDirectory, vm).trim();
    } catch (IOException nextTime) {
      // A log that is being removed needs no trimming.
    }
  }

  private void requireKvm(VmSpec spec) {
    if (verdict.chosen() != Accelerator.KVM) {
      throw new GodwitException(
          ErrorCode.ACCELERATOR_UNSUPPORTED,
          "VM "
              + spec.name()
              + " needs KVM, which this host does not have: "
              + verdict.reason()
              + ".",
          "Ask for auto or tcg, or choose a host with KVM.");
    }
  }

  private Instance launch(
      VmName name,
      List<String> command,
      RunDirectory run,
      Accelerator accelerator,
      QmpListener listener)
      throws IOException, InterruptedException {
    File log = run.processLog().toFile();
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .redirectError(ProcessBuilder.Redirect.appendTo(log))
            .start();
    QmpSession qmp = null;
    try {
      qmp =
          new SocketWait(run.path(), RunDirectory.QMP_SOCKET, process)
              .connect(name, listener, START_DEADLINE);
      ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElse(null);
      if (qmp == null || identity == null) {
        throw startFailed(name, process, run);
      }
      return new Instance(identity, qmp, accelerator);
    } catch (InterruptedException | RuntimeException abandoned) {
      if (qmp != null) {
        qmp.close();
      }
      process.destroyForcibly();
      throw abandoned;
    }
  }

  private static GodwitException startFailed(VmName name, Process process, RunDirectory run) {
    String words = RunDirectory.text(run.processLog(), LAST_WORDS_BYTES).strip();
    String last = words.isEmpty() ? "it printed nothing" : words;
    if (words.contains("Failed to get") && words.contains("lock")) {
      return new GodwitException(
          ErrorCode.DISK_LOCKED,
          "VM " + name + " was not started: another process has one of its disks open: " + last,
          "Find the VM that uses the disk and stop it, or give this VM another disk.");
    }
    String how = process.isAlive() ? " did not listen in time" : " ended at once";
    return new GodwitException(
        ErrorCode.QEMU_START_FAILED,
        "QEMU for VM " + name + how + ": " + last,
        "Correct what QEMU names, then start the VM again.");
  }
}
