package io.godwit.agent.qemu;

import io.godwit.agent.platform.Commands;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import io.godwit.model.host.CpuSupport;
import io.godwit.model.host.TransportSupport;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.json.Json;
import io.godwit.qmp.Machine;
import io.godwit.qmp.QmpCommands;
import io.godwit.qmp.QmpEvent;
import io.godwit.qmp.QmpListener;
import io.godwit.qmp.QmpSession;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Asks an emulator what it is and remembers the answer, and KVM's verdict with it, until the binary
 * or the kernel changes.
 */
public final class QemuProbe {
  private static final Logger LOG = LoggerFactory.getLogger(QemuProbe.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /** The mainboard whose PCI slots {@link CommandLine} counts on. */
  private static final String FAMILY = "pc-q35-";

  private static final Path KVM = Path.of("/dev/kvm");
  private static final String SOCKET = "probe.sock";

  private final Commands commands;
  private final Path qemu;
  private final Path stateDirectory;

  public QemuProbe(Commands commands, Path qemu, Path stateDirectory) {
    this.commands = commands;
    this.qemu = qemu;
    this.stateDirectory = stateDirectory;
  }

  /** What was found, and what it was found of. */
  private record Remembered(
      String binary, String kernel, QemuFacts facts, @Nullable AcceleratorVerdict verdict) {}

  /** What there is to know, from memory where that still holds. */
  public QemuHypervisor.Binary probe(AcceleratorChoice configured) throws InterruptedException {
    String binary = fingerprint();
    String kernel = System.getProperty("os.version");
    Path memory = stateDirectory.resolve("qemu.json");
    Remembered known = remembered(memory);
    if (known == null || !known.binary.equals(binary) || !known.kernel.equals(kernel)) {
      known = new Remembered(binary, kernel, facts(), null);
    }
    AcceleratorVerdict verdict =
        switch (configured) {
          case KVM -> new AcceleratorVerdict(Accelerator.KVM, "as configured");
          case TCG -> new AcceleratorVerdict(Accelerator.TCG, "as configured");
          case AUTO -> {
            KvmProbe probe = new KvmProbe(commands, qemu, KVM);
            yield known.verdict != null && probe.isOffered()
                ? known.verdict
                : probe.decide(stateDirectory);
          }
        };
    boolean tried = configured == AcceleratorChoice.AUTO && Files.exists(KVM);
    AcceleratorVerdict proven = tried ? verdict : known.verdict;
    remember(memory, new Remembered(binary, kernel, known.facts, proven));
    LOG.info(
        "qemu {} ({}); auto means {}: {}",
        known.facts.version(),
        qemu,
        verdict.chosen(),
        verdict.reason());
    return new QemuHypervisor.Binary(
        qemu, known.facts, verdict, processors(known.facts, verdict.chosen()));
  }

  /** What KVM gives depends on the host's processor too, so that it is asked each time. */
  private List<CpuSupport> processors(QemuFacts facts, Accelerator chosen)
      throws InterruptedException {
    List<CpuSupport> processors = new ArrayList<>(facts.emulated().stream().toList());
    if (chosen == Accelerator.KVM) {
      ask(Accelerator.KVM, session -> cpu(session, Accelerator.KVM)).ifPresent(processors::add);
    }
    return processors;
  }

  private QemuFacts facts() throws InterruptedException {
    return ask(Accelerator.TCG, QemuProbe::facts);
  }

  /** What a QEMU is asked. */
  private interface Question<T> {
    T ask(QmpSession session) throws InterruptedException;
  }

  private <T> T ask(Accelerator accelerator, Question<T> question) throws InterruptedException {
    Path socket = stateDirectory.resolve(SOCKET);
    Process process = null;
    try {
      Files.deleteIfExists(socket);
      process =
          new ProcessBuilder(
                  qemu.toString(),
                  "-machine",
                  "none",
                  "-accel",
                  accelerator.name().toLowerCase(Locale.ROOT),
                  "-nodefaults",
                  "-no-user-config",
                  "-display",
                  "none",
                  "-chardev",
                  "socket,id=qmp,server=on,wait=off,path=" + socket,
                  "-mon",
                  "chardev=qmp,mode=control")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
              .start();
      QmpSession session =
          new SocketWait(stateDirectory, SOCKET, process)
              .connect(new VmName("probe"), new Deaf(), DEADLINE);
      if (session == null) {
        throw unusable("it ended, or did not listen in " + DEADLINE.toSeconds() + " s");
      }
      try (session) {
        return question.ask(session);
      }
    } catch (IOException refused) {
      throw unusable(String.valueOf(refused.getMessage()));
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
      socket.toFile().delete();
    }
  }

  private static QemuFacts facts(QmpSession session) throws InterruptedException {
    List<Machine> machines = session.execute(QmpCommands.queryMachines(), DEADLINE);
    List<String> types =
        machines.stream()
            .map(Machine::name)
            .filter(name -> name.startsWith(FAMILY))
            .sorted(Comparator.comparing(QemuProbe::release).reversed())
            .toList();
    Map<String, String> aliases = new TreeMap<>();
    for (Machine machine : machines) {
      if (machine.alias() != null && types.contains(machine.name())) {
        aliases.put(machine.alias(), machine.name());
      }
    }
    return new QemuFacts(
        session.version(), types, aliases, transport(session), cpu(session, Accelerator.TCG));
  }

  private static Optional<CpuSupport> cpu(QmpSession session, Accelerator accelerator)
      throws InterruptedException {
    try {
      return Optional.of(
          new CpuSupport(
              accelerator,
              session.execute(QmpCommands.cpuFeatures(), DEADLINE),
              session.execute(QmpCommands.cpuModels(), DEADLINE)));
    } catch (GodwitException silent) {
      LOG.warn("QEMU does not say what it can give on {}: {}", accelerator, silent.getMessage());
      return Optional.empty();
    }
  }

  private static TransportSupport transport(QmpSession session) throws InterruptedException {
    Set<String> capabilities = session.schema().capabilities();
    Set<String> compressions =
        session.schema().values("migrate-set-parameters", "multifd-compression");
    boolean multifd = capabilities.contains("multifd");
    return new TransportSupport(
        hasType(session, QmpCommands.TLS_KEY_TYPE),
        multifd,
        multifd && compressions.contains("zstd"),
        capabilities.contains("xbzrle"),
        capabilities.contains("auto-converge"),
        capabilities.contains("postcopy-ram"),
        false);
  }

  private static boolean hasType(QmpSession session, String type) throws InterruptedException {
    try {
      var _ = session.execute(QmpCommands.typeProperties(type), DEADLINE);
      return true;
    } catch (GodwitException none) {
      return false;
    }
  }

  /** Orders pc-q35-9.2 before pc-q35-10.0. */
  private static Integer release(String machine) {
    String[] parts = machine.substring(FAMILY.length()).split("\\.", -1);
    try {
      int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      return Integer.parseInt(parts[0]) * 1000 + minor;
    } catch (NumberFormatException odd) {
      return -1;
    }
  }

  private String fingerprint() {
    try {
      Path real = qemu.toRealPath();
      return real + " " + Files.size(real) + " " + Files.getLastModifiedTime(real);
    } catch (IOException missing) {
      throw unusable("there is no such program");
    }
  }

  private static @Nullable Remembered remembered(Path memory) {
    try {
      return Json.LENIENT.readValue(Files.readAllBytes(memory), Remembered.class);
    } catch (IOException | JacksonException | NullPointerException none) {
      return null;
    }
  }

  private static void remember(Path memory, Remembered known) {
    try {
      Files.write(memory, Json.LENIENT.writeValueAsBytes(known));
    } catch (IOException forgotten) {
      LOG.warn("{} cannot be written; QEMU is asked again next time", memory);
    }
  }

  private GodwitException unusable(String why) {
    return new GodwitException(
        ErrorCode.HOST_SETUP_FAILED,
        "QEMU (" + qemu + ") cannot be used: " + why + ".",
        "Install qemu-system-x86, or correct 'qemu' in the agent's configuration.");
  }

  /** Nothing that happens to the probe's QEMU matters. */
  private static final class Deaf implements QmpListener {
    @Override
    public void event(QmpEvent event) {}

    @Override
    public void ended(io.godwit.model.error.@Nullable Problem why) {}
  }
}
