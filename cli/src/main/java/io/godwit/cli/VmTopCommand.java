package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.VmTelemetryView;
import io.godwit.protocol.api.VmTelemetryView.VmFigures;
import io.godwit.protocol.api.VmView;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit vm top}. */
@Command(
    name = "top",
    description = {
      "Shows what VMs use, those that compute most first.",
      "It is measured from outside. CPU is in cores, ready is the share of time in which they wanted"
          + " one and had to wait."
    })
final class VmTopCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private VmCommands vm;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "One VM; all if not given.")
  private @Nullable VmName name;

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      defaultValue = "100",
      description = "How many are asked for at most, by name; ${DEFAULT-VALUE} if not given.")
  private int limit;

  @Override
  public Integer call() {
    Godwit godwit = vm.godwit();
    if (name != null) {
      String one = name.value();
      return godwit.show(client -> client.vmTelemetry(one), VmTopCommand::details);
    }
    return godwit.ask(client -> {
      Measured<VmTelemetryView> measured =
          Measured.of(
              client.vms().stream().map(VmView::name).sorted().toList(),
              limit,
              client::vmTelemetry);
      godwit.print(new ItemList<>(measured.views()), VmTopCommand::table);
      measured.noteLeftOut(godwit, "VMs");
      return 0;
    });
  }

  private static List<String> table(ItemList<VmTelemetryView> vms) {
    Table table =
        Table.of("name", "host", "cpu", "ready", "memory", "received", "sent", "read", "written");
    vms.items().stream()
        .sorted(
            Comparator.comparingDouble(VmTopCommand::used)
                .reversed()
                .thenComparing(VmTelemetryView::vm))
        .forEach(view -> row(table, view));
    return table.lines();
  }

  private static void row(Table table, VmTelemetryView view) {
    VmFigures now = view.newest();
    if (now == null) {
      table.row(view.vm(), view.host(), null, null, null, null, null, null, null);
      return;
    }
    table.row(
        view.vm(),
        view.host(),
        HostTopCommand.cores(now.cpuCores()),
        HostTopCommand.percent(now.vcpuReadyPercent()),
        new DataSize(now.residentBytes()),
        new DataRate(now.receivedBytesPerSecond()),
        new DataRate(now.sentBytesPerSecond()),
        rate(now.readBytesPerSecond()),
        rate(now.writtenBytesPerSecond()));
  }

  private static double used(VmTelemetryView view) {
    VmFigures now = view.newest();
    return now == null ? -1 : now.cpuCores();
  }

  private static List<String> details(VmTelemetryView view) {
    VmFigures now = view.newest();
    if (now == null) {
      return Table.details(
          "name", view.vm(), "host", view.host(), "measured", "not yet, or it does not run");
    }
    Double vcpus = now.vcpuRunningCores();
    return Table.details(
        "name",
        view.vm(),
        "host",
        view.host(),
        "measured",
        Words.moment(now.at()) + ", over " + Words.milliseconds((double) now.intervalMs()),
        "cpu",
        HostTopCommand.cores(now.cpuCores()) + " cores",
        "virtual cpus",
        now.vcpus(),
        "of them run",
        vcpus == null ? null : HostTopCommand.cores(vcpus) + " cores",
        "ready",
        HostTopCommand.percent(now.vcpuReadyPercent()),
        "memory",
        new DataSize(now.residentBytes()),
        "received",
        new DataRate(now.receivedBytesPerSecond()),
        "sent",
        new DataRate(now.sentBytesPerSecond()),
        "read",
        rate(now.readBytesPerSecond()),
        "written",
        rate(now.writtenBytesPerSecond()));
  }

  private static @Nullable DataRate rate(@Nullable Long bytesPerSecond) {
    return bytesPerSecond == null ? null : new DataRate(bytesPerSecond);
  }
}
