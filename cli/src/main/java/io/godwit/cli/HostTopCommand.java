package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.HostTelemetryView;
import io.godwit.protocol.api.HostTelemetryView.HostFigures;
import io.godwit.protocol.api.HostTelemetryView.HostPointView;
import io.godwit.protocol.api.HostTelemetryView.PressureFigures;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.ItemList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit host top}. */
@Command(
    name = "top",
    description = {
      "Shows what hosts use, those that compute most first.",
      "CPU is in cores, pressure is the share of time in which something waited."
    })
final class HostTopCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private HostCommands host;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "One host; all if not given.")
  private @Nullable HostId name;

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      defaultValue = "100",
      description = "How many are asked for at most, by name; ${DEFAULT-VALUE} if not given.")
  private int limit;

  @Override
  public Integer call() {
    Godwit godwit = host.godwit();
    if (name != null) {
      String one = name.value();
      return godwit.show(client -> client.hostTelemetry(one), HostTopCommand::details);
    }
    return godwit.ask(client -> {
      Measured<HostTelemetryView> measured =
          Measured.of(
              client.hosts().stream().map(HostView::id).sorted().toList(),
              limit,
              client::hostTelemetry);
      godwit.print(new ItemList<>(measured.views()), HostTopCommand::table);
      measured.noteLeftOut(godwit, "hosts");
      return 0;
    });
  }

  private static List<String> table(ItemList<HostTelemetryView> hosts) {
    Table table =
        Table.of(
            "name",
            "cpu",
            "of",
            "memory",
            "of",
            "cpu pressure",
            "memory pressure",
            "io pressure",
            "received",
            "sent",
            "read",
            "written");
    hosts.items().stream()
        .sorted(
            Comparator.comparingDouble(HostTopCommand::used)
                .reversed()
                .thenComparing(HostTelemetryView::host))
        .forEach(view -> row(table, view));
    return table.lines();
  }

  private static void row(Table table, HostTelemetryView view) {
    HostFigures newest = view.newest();
    if (newest == null || view.points().isEmpty()) {
      table.row(view.host(), null, null, null, null, null, null, null, null, null, null, null);
      return;
    }
    HostPointView point = view.points().getLast();
    table.row(
        view.host(),
        cores(point.usedCores()),
        newest.cpus(),
        new DataSize(point.memoryUsedBytes()),
        new DataSize(newest.memoryTotalBytes()),
        percent(point.cpuPressurePercent()),
        percent(point.memoryPressurePercent()),
        percent(point.ioPressurePercent()),
        new DataRate(point.receivedBytesPerSecond()),
        new DataRate(point.sentBytesPerSecond()),
        new DataRate(point.readBytesPerSecond()),
        new DataRate(point.writtenBytesPerSecond()));
  }

  private static double used(HostTelemetryView view) {
    return view.points().isEmpty() ? -1 : view.points().getLast().usedCores();
  }

  private static List<String> details(HostTelemetryView view) {
    HostFigures now = view.newest();
    if (now == null) {
      return Table.details("name", view.host(), "measured", "not yet, or not by this manager");
    }
    List<@Nullable Object> lines =
        new ArrayList<>(
            Arrays.<@Nullable Object>asList(
                "name",
                view.host(),
                "measured",
                Words.moment(now.at()) + ", over " + Words.milliseconds((double) now.intervalMs()),
                "cpus",
                now.cpus(),
                "programs",
                cores(now.userCores()) + " cores",
                "kernel",
                cores(now.systemCores() + now.interruptCores()) + " cores",
                "guests",
                cores(now.guestCores()) + " cores",
                "stolen",
                cores(now.stealCores()) + " cores",
                "load",
                now.loadOneMinute()
                    + ", "
                    + now.loadFiveMinutes()
                    + ", "
                    + now.loadFifteenMinutes(),
                "memory",
                new DataSize(now.memoryTotalBytes()),
                "available",
                new DataSize(now.memoryAvailableBytes()),
                "cached",
                new DataSize(now.memoryCachedBytes()),
                "swap free",
                new DataSize(now.swapFreeBytes()) + " of " + new DataSize(now.swapTotalBytes()),
                "cpu pressure",
                pressure(now.cpuPressure()),
                "memory pressure",
                pressure(now.memoryPressure()),
                "io pressure",
                pressure(now.ioPressure())));
    now.interfaces()
        .forEach(each ->
            pair(
                lines,
                "network " + Words.of(each.name()),
                new DataRate(each.receivedBytesPerSecond())
                    + " received, "
                    + new DataRate(each.sentBytesPerSecond())
                    + " sent"));
    now.disks()
        .forEach(each ->
            pair(
                lines,
                "disk " + Words.of(each.name()),
                new DataRate(each.readBytesPerSecond())
                    + " read, "
                    + new DataRate(each.writtenBytesPerSecond())
                    + " written, "
                    + percent(each.busyPercent())
                    + " busy"));
    now.datastores()
        .forEach(each ->
            pair(
                lines,
                "datastore " + Words.of(each.name()),
                new DataSize(each.availableBytes())
                    + " of "
                    + new DataSize(each.totalBytes())
                    + " free"));
    return Table.details(lines.toArray());
  }

  private static void pair(List<@Nullable Object> lines, String key, String value) {
    lines.add(key);
    lines.add(value);
  }

  private static @Nullable String pressure(@Nullable PressureFigures figures) {
    return figures == null
        ? null
        : percent(figures.someTenSecondsPercent())
            + ", "
            + percent(figures.someOneMinutePercent())
            + ", "
            + percent(figures.someFiveMinutesPercent())
            + " (10 s, 1 min, 5 min)";
  }

  static String cores(double cores) {
    return String.format(Locale.ROOT, "%.2f", cores);
  }

  static @Nullable String percent(@Nullable Double percent) {
    return percent == null ? null : String.format(Locale.ROOT, "%.1f %%", percent);
  }
}
