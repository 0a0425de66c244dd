package io.godwit.cli;

import io.godwit.cli.text.Words;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.LimitsView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationCheckView;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.client.ApiClient;
import java.util.List;
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

  @Option(
      names = "--rehearse",
      description =
          "As --check, and starts the destination as the migration would, and takes it down again;"
              + " the guest does not notice.")
  private boolean rehearse;

  @Option(names = "--wait", description = "Shows progress until the migration has ended.")
  private boolean wait;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private LimitOptions limits;

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
    LimitsView said = limits.said();
    MigrateRequest wish =
        new MigrateRequest(
            destination.value(),
            said.downtimeLimitMs(),
            said.bandwidthBytesPerSecond(),
            said.deadlineMs(),
            said.maxSlowdownPercent(),
            said.allowPostcopy(),
            said.encryption(),
            withDisks ? Boolean.TRUE : null,
            datastore == null ? null : datastore.value(),
            diskFormat == null ? null : diskFormat.name(),
            rehearse ? Boolean.TRUE : null);
    return check || rehearse
        ? check(godwit, wish)
        : godwit.ask(client -> migrate(godwit, client, wish));
  }

  private int check(Godwit godwit, MigrateRequest wish) {
    if (wait) {
      throw new ParameterException(
          spec.commandLine(),
          (rehearse ? "--rehearse" : "--check")
              + " moves nothing, so there is nothing to --wait for");
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
    MigrationView.Queue queue = accepted.queue();
    return List.of(
        Words.of(accepted.vm())
            + (queue == null ? " moves " : " waits to move ")
            + Words.of(accepted.source())
            + " -> "
            + Words.of(accepted.destination())
            + ", migration "
            + id
            + (queue == null
                ? ""
                : "; position " + queue.position() + ": " + Words.of(queue.reason())),
        "Follow it with: godwit migration watch " + id);
  }
}
