package io.godwit.cli;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** {@code godwit vm create}. */
@Command(
    name = "create",
    description = {
      "Defines a VM, from options or from a file.",
      "Where no host is named one of the cluster's is chosen, and it is said why."
    },
    footer = {
      "",
      "godwit vm create web-1 --host h1 --memory 1GiB --disk shared:web-1.qcow2 --nic lan --start"
    })
final class VmCreateCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private VmCommands vm;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "What to call it.")
  private @Nullable VmName name;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Where it shall run; chosen for it if not given.")
  private @Nullable HostId host;

  @Option(
      names = "--cluster",
      paramLabel = "CLUSTER",
      description = "Whose hosts are chosen from where none is named; default if not given.")
  private @Nullable String cluster;

  @Option(names = "--memory", paramLabel = "SIZE", description = "Its memory, as 1GiB.")
  private @Nullable DataSize memory;

  @Option(names = "--cpus", paramLabel = "N", description = "Virtual CPUs; 1 if not given.")
  private @Nullable Integer cpus;

  @Option(
      names = "--cpu-model",
      paramLabel = "MODEL",
      description = "QEMU's CPU model; max if not given.")
  private @Nullable String cpuModel;

  @Option(names = "--machine", paramLabel = "TYPE", description = "q35 if not given.")
  private @Nullable String machine;

  @Option(
      names = "--accelerator",
      paramLabel = "NAME",
      description = "auto, kvm or tcg; auto if not given.")
  private @Nullable String accelerator;

  @Option(
      names = "--disk",
      paramLabel = "DATASTORE:PATH[,format=raw|qcow2]",
      description = "A disk; qcow2 if not given. May be repeated.")
  private List<String> disks = List.of();

  @Option(
      names = "--nic",
      paramLabel = "NETWORK[,mac=ADDRESS]",
      description = "A network card; a MAC address is made if not given. May be repeated.")
  private List<String> nics = List.of();

  @Option(
      names = "--kernel",
      paramLabel = "DATASTORE:PATH",
      description = "Boots this kernel; the first disk if not given.")
  private @Nullable String kernel;

  @Option(
      names = "--initrd",
      paramLabel = "DATASTORE:PATH",
      description = "The kernel's initrd, in the same datastore.")
  private @Nullable String initrd;

  @Option(names = "--append", paramLabel = "TEXT", description = "The kernel's command line.")
  private @Nullable String commandLine;

  @Option(names = "--folder", paramLabel = "PATH", description = "Files it there, as prod/db.")
  private @Nullable String folder;

  @Option(names = "--pool", paramLabel = "POOL", description = "A pool of the host's cluster.")
  private @Nullable String pool;

  @Option(names = "--tags", paramLabel = "TAG", split = ",", description = Edited.TAGS)
  private @Nullable List<String> tags;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private ResourceEdit resources;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A VM as the API's JSON, in place of all of these; - reads standard input.")
  private @Nullable Path file;

  @Option(names = "--start", description = "Starts it at once.")
  private boolean start;

  @Override
  public Integer call() {
    VmCreate wish = file != null ? fromFile(file) : fromOptions();
    return vm.godwit().show(client -> create(client, wish), VmCommands::sentence);
  }

  private VmView create(ApiClient client, VmCreate wish) {
    VmView created = client.createVm(wish);
    if (!start) {
      return created;
    }
    try {
      return client.startVm(created.name()).placed(created.placement());
    } catch (GodwitException refused) {
      Problem problem = refused.problem();
      throw new GodwitException(
          new Problem(
              problem.code(),
              created.name() + " is defined but was not started. " + problem.detail(),
              problem.next()),
          refused);
    }
  }

  private VmCreate fromOptions() {
    return new VmCreate(
        required(name, "NAME").value(),
        host == null ? null : host.value(),
        cpus,
        cpuModel,
        required(memory, "--memory").bytes(),
        machine,
        accelerator == null ? null : oneOf("--accelerator", accelerator, "auto", "kvm", "tcg"),
        kernel(),
        disks.stream().map(this::disk).toList(),
        nics.stream().map(this::nic).toList(),
        folder,
        pool,
        cluster,
        Edited.words(tags),
        resources.wish());
  }

  private VmCreate.Disk disk(String text) {
    Suffixed parts = Suffixed.of(text, ",format=");
    DatastorePath place = place("--disk", parts.head());
    String format = parts.tail() == null ? "qcow2" : parts.tail();
    return new VmCreate.Disk(
        place.datastore(), place.path(), oneOf("--disk", format, "raw", "qcow2"));
  }

  private VmCreate.Nic nic(String text) {
    Suffixed parts = Suffixed.of(text, ",mac=");
    if (parts.head().isEmpty() || parts.head().contains(",")) {
      throw wrong("--nic", "'" + text + "' is not NETWORK or NETWORK,mac=ADDRESS");
    }
    return new VmCreate.Nic(parts.head(), parts.tail());
  }

  private VmCreate.@Nullable Kernel kernel() {
    if (kernel == null) {
      if (initrd != null || commandLine != null) {
        throw wrong(initrd != null ? "--initrd" : "--append", "it needs --kernel too");
      }
      return null;
    }
    DatastorePath image = place("--kernel", kernel);
    DatastorePath ramdisk = place("--initrd", required(initrd, "--initrd"));
    if (!image.datastore().equals(ramdisk.datastore())) {
      throw wrong("--initrd", "it must lie in the kernel's datastore, " + image.datastore());
    }
    return new VmCreate.Kernel(
        image.datastore(), image.path(), ramdisk.path(), commandLine == null ? "" : commandLine);
  }

  private VmCreate fromFile(Path path) {
    boolean more =
        spec.commandLine().getParseResult().matchedOptions().stream()
            .anyMatch(option -> option.group() == null && isOfSpec(option.longestName()));
    if (name != null || more) {
      throw wrong(
          "--file", "it holds the whole VM; of the other options only --start goes with it");
    }
    try {
      byte[] json =
          path.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(path);
      VmCreate wish = Json.STRICT.readValue(json, VmCreate.class);
      if (wish == null) {
        throw malformed(path, "it is null");
      }
      return wish;
    } catch (IOException unreadable) {
      throw wrong("--file", "cannot read '" + path + "': " + unreadable.getClass().getSimpleName());
    } catch (JacksonException notAVm) {
      throw malformed(path, notAVm.getOriginalMessage());
    }
  }

  private static boolean isOfSpec(String option) {
    return switch (option) {
      case "--host",
          "--cluster",
          "--memory",
          "--cpus",
          "--cpu-model",
          "--machine",
          "--accelerator",
          "--disk",
          "--nic",
          "--kernel",
          "--initrd",
          "--append" ->
          true;
      default -> false;
    };
  }

  private static GodwitException malformed(Path path, String why) {
    return new GodwitException(
        ErrorCode.REQUEST_MALFORMED,
        "'" + path + "' is not a VM: " + why.strip() + ".",
        "Correct the file; the API's document calls its form VmCreate.");
  }

  private DatastorePath place(String option, String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || colon == text.length() - 1 || text.contains(",")) {
      throw wrong(option, "'" + text + "' is not DATASTORE:PATH, as shared:web-1.qcow2");
    }
    return new DatastorePath(text.substring(0, colon), text.substring(colon + 1));
  }

  private String oneOf(String option, String word, String... words) {
    if (!List.of(words).contains(word)) {
      throw wrong(option, "'" + word + "' is not one of " + String.join(", ", words));
    }
    return word.toUpperCase(Locale.ROOT);
  }

  private <T> T required(@Nullable T value, String option) {
    if (value == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing " + option + ", or --file for all of it");
    }
    return value;
  }

  private ParameterException wrong(String option, String why) {
    return new ParameterException(
        spec.commandLine(), "Invalid value for option '" + option + "': " + why);
  }

  private record DatastorePath(String datastore, String path) {}

  private record Suffixed(String head, @Nullable String tail) {
    static Suffixed of(String text, String mark) {
      int at = text.indexOf(mark);
      return at < 0
          ? new Suffixed(text, null)
          : new Suffixed(text.substring(0, at), text.substring(at + mark.length()));
    }
  }
}
