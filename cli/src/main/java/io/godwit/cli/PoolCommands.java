package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.model.catalog.Resources;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.PoolEdit;
import io.godwit.protocol.api.PoolEdit.ShareEdit;
import io.godwit.protocol.api.PoolView;
import io.godwit.protocol.api.PoolView.ShareView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit pool}. */
@Command(name = "pool", description = "Parts a cluster's processors and memory into pools.")
final class PoolCommands {
  private static final String CLUSTER = "The cluster; default if not given.";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  /** What a pool is to be. */
  static final class Wish {
    @Option(
        names = "--parent",
        paramLabel = "POOL",
        description = "The pool it is a part of; '' for none.")
    private @Nullable String parent;

    @Option(
        names = "--cores",
        paramLabel = "CORES",
        description = "Cores kept for it, as 2 or 0.5.")
    private @Nullable Double cores;

    @Option(
        names = "--core-limit",
        paramLabel = "CORES",
        description = "The most it may use; 0 for no limit.")
    private @Nullable Double coreLimit;

    @Option(
        names = "--cpu-shares",
        paramLabel = "SHARES",
        converter = ResourceEdit.Weight.class,
        description = "Its weight for processors: low, normal, high or a number.")
    private @Nullable Integer cpuShares;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Memory kept for it.")
    private @Nullable DataSize memory;

    @Option(
        names = "--memory-limit",
        paramLabel = "SIZE",
        description = "The most it may use; 0 for no limit.")
    private @Nullable DataSize memoryLimit;

    @Option(
        names = "--memory-shares",
        paramLabel = "SHARES",
        converter = ResourceEdit.Weight.class,
        description = "Its weight for memory: low, normal, high or a number.")
    private @Nullable Integer memoryShares;

    @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
    private @Nullable String description;

    PoolEdit over(PoolView is) {
      return new PoolEdit(
          is.name(),
          Edited.orNone(parent, is.parent()),
          share(is.cpu(), units(cores), units(coreLimit), cpuShares),
          share(is.memory(), bytes(memory), bytes(memoryLimit), memoryShares),
          Edited.or(description, is.description()));
    }

    private static ShareEdit share(
        ShareView is, @Nullable Long kept, @Nullable Long limit, @Nullable Integer shares) {
      return new ShareEdit(
          Edited.or(kept, is.reservation()),
          limit == null ? is.limit() : ResourceEdit.limit(limit),
          Edited.or(shares, is.shares()));
    }

    private static @Nullable Long units(@Nullable Double cores) {
      return cores == null ? null : ResourceEdit.units(cores);
    }

    private static @Nullable Long bytes(@Nullable DataSize size) {
      return size == null ? null : size.bytes();
    }
  }

  @Command(description = "Lists the pools of a cluster.")
  int list(
      @Option(names = "--cluster", defaultValue = "default", description = CLUSTER)
          String cluster) {
    return godwit.show(
        client -> new ItemList<>(client.catalog().pools(cluster).list()), PoolCommands::table);
  }

  @Command(description = "Shows one pool.")
  int show(
      @Parameters(paramLabel = "NAME", description = "The pool.") String name,
      @Option(names = "--cluster", defaultValue = "default", description = CLUSTER)
          String cluster) {
    return godwit.show(client -> client.catalog().pools(cluster).show(name), PoolCommands::details);
  }

  @Command(description = "Makes a pool.")
  int create(
      @Parameters(paramLabel = "NAME", description = "What to call it.") String name,
      @Option(names = "--cluster", defaultValue = "default", description = CLUSTER) String cluster,
      @ArgGroup(exclusive = false) @Nullable Wish wish) {
    ShareView usual = new ShareView(0, null, 4000);
    PoolView empty = new PoolView(cluster, name, null, usual, usual, "", 0);
    PoolEdit asked = Edited.or(wish, new Wish()).over(empty);
    return godwit.show(
        client -> client.catalog().pools(cluster).create(asked), PoolCommands::details);
  }

  @Command(description = "Changes a pool; what is not given stays.")
  int edit(
      @Parameters(paramLabel = "NAME", description = "The pool.") String name,
      @Option(names = "--cluster", defaultValue = "default", description = CLUSTER) String cluster,
      @ArgGroup(exclusive = false) @Nullable Wish wish) {
    Wish asked = Edited.or(wish, new Wish());
    return godwit.show(
        client -> Edited.of(client.catalog().pools(cluster), name, asked::over),
        PoolCommands::details);
  }

  @Command(description = "Deletes a pool without VMs and parts.")
  int delete(
      @Parameters(paramLabel = "NAME", description = "The pool.") String name,
      @Option(names = "--cluster", defaultValue = "default", description = CLUSTER)
          String cluster) {
    return godwit.ask(client -> {
      client.catalog().pools(cluster).delete(name);
      return 0;
    });
  }

  private static List<String> table(ItemList<PoolView> pools) {
    Table table = Table.of("name", "parent", "cores", "memory", "vms", "description");
    pools
        .items()
        .forEach(each ->
            table.row(
                each.name(),
                each.parent(),
                Resources.cores(each.cpu().reservation()),
                new DataSize(each.memory().reservation()),
                each.vms(),
                each.description()));
    return table.lines();
  }

  private static List<String> details(PoolView is) {
    Long coreLimit = is.cpu().limit();
    Long memoryLimit = is.memory().limit();
    return Table.details(
        "name", is.name(),
        "cluster", is.cluster(),
        "parent", is.parent(),
        "cores", Resources.cores(is.cpu().reservation()),
        "core limit", coreLimit == null ? null : Resources.cores(coreLimit),
        "cpu shares", is.cpu().shares(),
        "memory", new DataSize(is.memory().reservation()),
        "memory limit", memoryLimit == null ? null : new DataSize(memoryLimit),
        "memory shares", is.memory().shares(),
        "vms", is.vms(),
        "description", is.description());
  }
}
