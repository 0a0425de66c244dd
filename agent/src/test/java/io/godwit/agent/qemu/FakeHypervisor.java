package io.godwit.agent.qemu;

import io.godwit.agent.platform.ProcessIdentity;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmSpec;
import io.godwit.qmp.FakeQemu;
import io.godwit.qmp.QmpListener;
import io.godwit.qmp.QmpSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A hypervisor whose VMs are a {@link FakeQemu} each and a real process that does nothing, so that
 * pids, kills and ends are real.
 */
public final class FakeHypervisor implements Hypervisor, AutoCloseable {
  private static final QemuVersion VERSION = new QemuVersion(10, 0, 0);

  private final Path directory;
  private final Map<VmId, FakeQemu> qemus = new ConcurrentHashMap<>();
  private final Map<VmId, Process> processes = new ConcurrentHashMap<>();
  private final List<VmId> cleaned = new ArrayList<>();
  private volatile @Nullable GodwitException startRefusal;
  private volatile boolean unreachable;
  private volatile boolean crashesWhenAdopted;
  private final AtomicInteger agents = new AtomicInteger();

  public FakeHypervisor(Path directory) {
    this.directory = directory;
  }

  /** The VM's fake QEMU. */
  public FakeQemu qemu(VmId vm) {
    return qemus.get(vm);
  }

  /** Makes every start fail. */
  public void refuseStarts(GodwitException why) {
    startRefusal = why;
  }

  /** Makes QEMUs end just when an agent that has started again reaches for them. */
  public void crashWhenAdopted() {
    crashesWhenAdopted = true;
  }

  /** Makes QEMUs that live refuse every agent that reaches for them. */
  public void refuseAdoption() {
    unreachable = true;
  }

  /** Ends that again. */
  public void allowAdoption() {
    unreachable = false;
  }

  /** As if the agent were killed: its sessions end, and it reaches no QEMU any more. */
  public void killAgent() {
    agents.incrementAndGet();
    qemus.values().forEach(FakeQemu::hangUp);
  }

  /** Which agent talks; a killed one's last threads still do. */
  public int agent() {
    return agents.get();
  }

  /** What an agent of that number sees. */
  public Hypervisor seenBy(int agent) {
    return (Hypervisor)
        java.lang.reflect.Proxy.newProxyInstance(
            Hypervisor.class.getClassLoader(),
            new Class<?>[] {Hypervisor.class},
            (proxy, method, arguments) -> {
              if (agent != agents.get()) {
                throw new GodwitException(
                    ErrorCode.QMP_SESSION_LOST, "This agent was killed.", "None.");
              }
              try {
                return method.invoke(this, arguments);
              } catch (java.lang.reflect.InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  /** Ends the VM's process as a crash does. */
  public void crash(VmId vm) {
    processes.get(vm).destroyForcibly();
    qemus.get(vm).die();
  }

  public synchronized List<VmId> cleaned() {
    return List.copyOf(cleaned);
  }

  @Override
  public QemuVersion version() {
    return VERSION;
  }

  @Override
  public List<String> machineTypes() {
    return List.of("pc-q35-10.0");
  }

  @Override
  public MachineType pin(MachineType asked) {
    return new MachineType("pc-q35-10.0");
  }

  @Override
  public void check(VmSpec spec, Accelerator accelerator, Set<Integer> absent) {}

  @Override
  public Accelerator accelerator(VmSpec spec) {
    return Accelerator.TCG;
  }

  @Override
  public Instance start(
      VmId vm, VmSpec spec, Accelerator accelerator, Start how, QmpListener listener)
      throws InterruptedException {
    GodwitException refusal = startRefusal;
    if (refusal != null) {
      throw refusal;
    }
    Path socket = directory.resolve(vm.toString().substring(0, 8) + "-" + qemus.size() + ".sock");
    FakeQemu qemu =
        FakeQemu.start(
            socket, VERSION, how == Start.BOOT ? FakeQemu.Start.RUNNING : FakeQemu.Start.INCOMING);
    try {
      Process process = new ProcessBuilder("sleep", "600").start();
      qemus.put(vm, qemu);
      processes.put(vm, process);
      QmpSession qmp = QmpSession.connect(spec.name(), socket, listener, Duration.ofSeconds(5));
      return new Instance(ProcessIdentity.of(process.pid()).orElseThrow(), qmp, Accelerator.TCG);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  @Override
  public Instance adopt(VmId vm, VmSpec spec, ProcessIdentity process, QmpListener listener)
      throws InterruptedException {
    FakeQemu qemu = qemus.get(vm);
    if (crashesWhenAdopted) {
      crash(vm);
    }
    if (qemu == null || crashesWhenAdopted || unreachable) {
      throw new GodwitException(ErrorCode.QMP_SESSION_LOST, "No QEMU.", "None.");
    }
    QmpSession qmp =
        QmpSession.connect(spec.name(), qemu.socket(), listener, Duration.ofSeconds(5));
    return new Instance(process, qmp, Accelerator.TCG);
  }

  @Override
  public synchronized void cleanUp(VmId vm, VmSpec spec) {
    cleaned.add(vm);
  }

  @Override
  public synchronized void forget(VmId vm, VmSpec spec) {
    cleaned.add(vm);
  }

  @Override
  public String lastWords(VmId vm) {
    return "farewell";
  }

  @Override
  public String console(VmId vm, int maxBytes) {
    return "console of " + vm;
  }

  @Override
  public void trimLogs(VmId vm) {}

  @Override
  public void close() {
    processes.values().forEach(Process::destroyForcibly);
    qemus.values().forEach(FakeQemu::close);
  }
}
