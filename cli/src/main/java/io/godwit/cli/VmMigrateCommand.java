package io.godwit.cli;

import io.godwit.cli.text.Words;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationCheckView;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.client.ApiClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code godwit vm migrate}. */
@Command(
    name = "migrate",
    description = "Moves a running VM to another host.",
    footer = {"", "Ctrl-C during --wait stops watching; the migration goes on."})
final class VmMigrateCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private VmCommands vm;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The VM.")
  @SuppressWarnings("NullAway.Init")
  private VmName name;

  @Option(names = "--to", paramLabel = "HOST", required = true, description = "The destination.")
  @SuppressWarnings("NullAway.Init")
  private HostId destination;

  @Option(
      names = "--check",
      description = "Makes every check of a migration and moves nothing; 3 if it would be refused.")
  private boolean check;

  @Option(names = "--wait", description = "Shows progress until the migration has ended.")
  private boolean wait;

  @Option(
      names = {"--max-downtime", "--downtime-limit"},
      paramLabel = "TIME",
      description = "The pause to plan for, as 300ms, which is meant if not given.")
  private @Nullable Duration downtimeLimit;

  @Option(
      names = {"--max-bandwidth", "--bandwidth"},
      paramLabel = "RATE",
      description = "Most to send, as 100MiB/s or 800Mbit/s; no limit if not given.")
  private @Nullable DataRate bandwidth;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "How long the copy may take, as 10min; 1h if not given.")
  private @Nullable Duration deadline;

  @Option(
      names = "--max-slowdown",
      paramLabel = "PERCENT",
      description =
          "How much of its processors' time the guest may lose so that the copy catches up, 1 to"
              + " 99; none if not given.")
  private @Nullable Integer maxSlowdown;

  @Option(
      names = "--allow-postcopy",
      description =
          "If nothing else will do, let the guest go ahead of its memory. It needs both hosts"
              + " until the rest has come. Recorded only: no copy does it yet.")
  private boolean allowPostcopy;

  @Option(
      names = "--encryption",
      paramLabel = "POLICY",
      description = "Of the memory on its way: required, preferred or off.")
  private @Nullable String encryption;

  @Option(
      names = "--with-disks",
      description =
          "Let disks go along that the two hosts do not share. They are copied first; the source's"
              + " own files are removed once the VM runs on the destination.")
  private boolean withDisks;

  @Option(
      names = "--to-datastore",
      paramLabel = "DATASTORE",
      description = "Where copied disks go; a datastore of the same name if not given.")
  private @Nullable DatastoreName datastore;

  @Option(
      names = "--disk-format",
      paramLabel = "FORMAT",
      description = "What copied disks become: qcow2 or raw; as they are if not given.")
  private @Nullable DiskFormat diskFormat;

  @Override
  public Integer call() {
    Godwit godwit = vm.godwit();
    MigrateRequest wish =
        new MigrateRequest(
            destination.value(),
            downtimeLimit == null ? null : downtimeLimit.toMillis(),
            bandwidth == null ? null : bandwidth.bytesPerSecond(),
            deadline == null ? null : deadline.toMillis(),
            maxSlowdown,
            allowPostcopy ? Boolean.TRUE : null,
            encryption,
            withDisks ? Boolean.TRUE : null,
            datastore == null ? null : datastore.value(),
            diskFormat == null ? null : diskFormat.name());
    return check ? check(godwit, wish) : godwit.ask(client -> migrate(godwit, client, wish));
  }

  private int check(Godwit godwit, MigrateRequest wish) {
    if (wait) {
      throw new ParameterException(
          spec.commandLine(), "--check moves nothing, so there is nothing to --wait for");
    }
    MigrationCheckView found = godwit.ask(client -> client.checkMigration(name.value(), wish));
    godwit.print(found, MigrationCheckReport::lines);
    return MigrationCheckReport.exitStatus(found);
  }

  private int migrate(Godwit godwit, ApiClient client, MigrateRequest wish) {
    MigrationView accepted = client.migrate(name.value(), wish);
    if (wait) {
      return new MigrationWatch(godwit, client).follow(accepted.id());
    }
    godwit.print(accepted, VmMigrateCommand::sentences);
    return 0;
  }

  private static List<String> sentences(MigrationView accepted) {
    String id = Words.of(accepted.id());
    return List.of(
        Words.of(accepted.vm())
            + " moves "
            + Words.of(accepted.source())
            + " -> "
            + Words.of(accepted.destination())
            + ", migration "
            + id,
        "Follow it with: godwit migration watch " + id);
  }
}
