package io.godwit.cli;

import io.godwit.model.host.DatastoreName;
import io.godwit.model.unit.DataRate;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.TaskView;
import io.godwit.protocol.api.VmDiskMove;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit vm move-disk}. */
@Command(
    name = "move-disk",
    description = {
      "Moves a disk of a running VM to another datastore of its host.",
      "The guest notices nothing. The old file is removed once the guest works on the new one."
    },
    footer = {"", "Ctrl-C stops watching; the task goes on until 'godwit task cancel'."})
final class VmMoveDiskCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private VmCommands vm;

  @Parameters(paramLabel = "NAME", description = "The VM.")
  @SuppressWarnings("NullAway.Init")
  private VmName name;

  @Option(
      names = "--disk",
      paramLabel = "NUMBER",
      required = true,
      description = "Which; the first that 'godwit vm show' lists is 0.")
  private int disk;

  @Option(names = "--to", paramLabel = "DATASTORE", required = true, description = "Where it goes.")
  @SuppressWarnings("NullAway.Init")
  private DatastoreName datastore;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "What it becomes: qcow2 or raw; as it is if not given.")
  private @Nullable DiskFormat format;

  @Option(
      names = "--max-bandwidth",
      paramLabel = "RATE",
      description = "Most to copy, as 100MiB/s or 800Mbit/s; no limit if not given.")
  private @Nullable DataRate bandwidth;

  @Override
  public Integer call() {
    Godwit godwit = vm.godwit();
    VmDiskMove wish =
        new VmDiskMove(
            disk,
            datastore.value(),
            format == null ? null : format.name(),
            bandwidth == null ? null : bandwidth.bytesPerSecond());
    TaskView begun = godwit.ask(client -> client.moveDisk(name.value(), wish));
    return new TaskWatch(godwit).follow(begun.id());
  }
}
