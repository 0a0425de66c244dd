package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.protocol.api.ClusterEdit;
import io.godwit.protocol.api.ClusterView;
import io.godwit.protocol.api.ItemList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit cluster}. */
@Command(name = "cluster", description = "Groups hosts into clusters.")
final class ClusterCommands {
  private static final String OVERCOMMIT =
      "Virtual processors for each of a host's at most; 8 if nobody has said.";

  private static final String OF_MEMORY =
      "Bytes of VMs for each byte of a host at most, 1 to 4; 1 if nobody has said.";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(description = "Lists the clusters.")
  int list() {
    return godwit.show(
        client -> new ItemList<>(client.catalog().clusters().list()), ClusterCommands::table);
  }

  @Command(description = "Shows one cluster.")
  int show(@Parameters(paramLabel = "NAME", description = "The cluster.") String name) {
    return godwit.show(client -> client.catalog().clusters().show(name), ClusterCommands::details);
  }

  @Command(
      name = "cpu-baseline",
      description =
          "Shows which CPU model and features every host of a cluster can give a guest, and what"
              + " each host costs the others.")
  int cpuBaseline(
      @Parameters(
              paramLabel = "NAME",
              arity = "0..1",
              defaultValue = "default",
              description = "The cluster; default if not given.")
          String name) {
    return godwit.show(client -> client.catalog().cpuBaseline(name), CpuBaselineReport::lines);
  }

  @Command(description = "Makes a cluster.")
  int create(
      @Parameters(paramLabel = "NAME", description = "What to call it.") String name,
      @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
          @Nullable String description,
      @Option(names = "--tags", paramLabel = "TAG", split = ",", description = Edited.TAGS)
          @Nullable List<String> tags,
      @Mixin LimitOptions limits,
      @Mixin BalancingOptions balancing,
      @Mixin PowerOptions power,
      @Option(names = "--cpu-overcommit", paramLabel = "NUMBER", description = OVERCOMMIT)
          @Nullable Double cpuOvercommit,
      @Option(names = "--memory-overcommit", paramLabel = "NUMBER", description = OF_MEMORY)
          @Nullable Double memoryOvercommit) {
    ClusterEdit wish =
        new ClusterEdit(
            name,
            description,
            Edited.words(tags),
            limits.over(null),
            balancing.over(null),
            power.over(null),
            cpuOvercommit,
            memoryOvercommit);
    return godwit.show(
        client -> client.catalog().clusters().create(wish), ClusterCommands::details);
  }

  @Command(description = "Changes a cluster; what is not given stays.")
  int edit(
      @Parameters(paramLabel = "NAME", description = "The cluster.") String name,
      @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
          @Nullable String description,
      @Option(names = "--tags", paramLabel = "TAG", split = ",", description = Edited.TAGS)
          @Nullable List<String> tags,
      @Mixin LimitEdit limits,
      @Mixin BalancingOptions balancing,
      @Mixin PowerOptions power,
      @Option(names = "--cpu-overcommit", paramLabel = "NUMBER", description = OVERCOMMIT)
          @Nullable Double cpuOvercommit,
      @Option(names = "--memory-overcommit", paramLabel = "NUMBER", description = OF_MEMORY)
          @Nullable Double memoryOvercommit) {
    return godwit.show(
        client ->
            Edited.of(
                client.catalog().clusters(),
                name,
                is ->
                    new ClusterEdit(
                        is.name(),
                        Edited.or(description, is.description()),
                        Edited.or(Edited.words(tags), is.tags()),
                        limits.over(is.migration()),
                        balancing.over(is.balancing()),
                        power.over(is.power()),
                        cpuOvercommit == null ? Double.valueOf(is.cpuOvercommit()) : cpuOvercommit,
                        memoryOvercommit == null
                            ? Double.valueOf(is.memoryOvercommit())
                            : memoryOvercommit)),
        ClusterCommands::details);
  }

  @Command(
      description = {
        "Empties the hosts of a cluster, some at a time, and says which are ready to be worked on.",
        "The next follow when those are back: 'godwit host maintenance exit'. What comes next is"
            + " planned anew. Goes on while it runs; hosts that are in maintenance stay in it."
      })
  int maintenance(
      @Parameters(paramLabel = "NAME", description = "The cluster.") String name,
      @Option(
              names = "--batch",
              paramLabel = "HOSTS",
              defaultValue = "1",
              description = "How many hosts at the same time at most; 1 if not given.")
          int batch,
      @Option(
              names = "--hosts",
              paramLabel = "HOST",
              split = ",",
              description = "Which hosts; all that take VMs if not given.")
          @Nullable List<String> hosts,
      @Option(names = "--plan", description = "Only shows in which order, and who cannot.")
          boolean plan) {
    RollingMaintenance rolling = new RollingMaintenance(godwit, name, batch);
    List<String> which = hosts == null ? List.of() : hosts;
    return plan ? rolling.plan(which) : rolling.run(which);
  }

  @Command(description = "Deletes a cluster without hosts, pools and rules.")
  int delete(@Parameters(paramLabel = "NAME", description = "The cluster.") String name) {
    return godwit.ask(client -> {
      client.catalog().clusters().delete(name);
      return 0;
    });
  }

  private static List<String> table(ItemList<ClusterView> clusters) {
    Table table = Table.of("name", "hosts", "vms", "tags", "description");
    clusters
        .items()
        .forEach(each ->
            table.row(
                each.name(),
                each.hosts(),
                each.vms(),
                Words.of(String.join(",", each.tags())),
                each.description()));
    return table.lines();
  }

  private static List<String> details(ClusterView is) {
    return Table.details(
        "name", is.name(),
        "hosts", is.hosts(),
        "vms", is.vms(),
        "tags", String.join(", ", is.tags()),
        "migrations", LimitEdit.shown(is.migration()),
        "balancing", BalancingOptions.shown(is.balancing()),
        "power", PowerOptions.shown(is.power()),
        "overcommit",
            is.cpuOvercommit()
                + " virtual processors for each, "
                + is.memoryOvercommit()
                + " times the memory",
        "description", is.description());
  }
}
