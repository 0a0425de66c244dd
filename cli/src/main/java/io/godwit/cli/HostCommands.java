package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.HostAttributesView;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit host}. */
@Command(name = "host", description = "Looks at hosts.")
final class HostCommands {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(description = "Lists the hosts.")
  int list() {
    return godwit.show(client -> new ItemList<>(client.hosts()), this::table);
  }

  @Command(description = "Shows one host.")
  int show(@Parameters(paramLabel = "NAME", description = "The host.") HostId name) {
    return godwit.show((ApiClient client) -> client.host(name.value()), this::details);
  }

  @Command(description = "Says which cluster a host is in, and notes; what is not given stays.")
  int edit(
      @Parameters(paramLabel = "NAME", description = "The host.") HostId name,
      @Option(
              names = "--cluster",
              paramLabel = "CLUSTER",
              description = "Changes only while no VM is at home on the host.")
          @Nullable String cluster,
      @Option(names = "--tags", paramLabel = "TAG", split = ",", description = Edited.TAGS)
          @Nullable List<String> tags,
      @Option(names = "--notes", paramLabel = "TEXT", description = "What to remember of it.")
          @Nullable String notes) {
    return godwit.show(
        client -> {
          Versioned<HostAttributesView> read = client.catalog().host(name.value());
          HostAttributesView is = read.value();
          return client
              .catalog()
              .editHost(
                  name.value(),
                  read.etag(),
                  new HostAttributesView(
                      cluster == null ? is.cluster() : cluster,
                      tags == null ? is.tags() : Edited.words(tags),
                      notes == null ? is.notes() : notes));
        },
        is ->
            Table.details(
                "name", name,
                "cluster", is.cluster(),
                "tags", String.join(", ", Edited.or(is.tags(), List.of())),
                "notes", is.notes()));
  }

  private List<String> table(ItemList<HostView> hosts) {
    Table table =
        Table.of(
            "name",
            "state",
            "cluster",
            "cpus",
            "memory",
            "reserved",
            "accelerator",
            "qemu",
            "vms",
            "confirmed");
    hosts.items().stream()
        .sorted(Comparator.comparing(HostView::id))
        .forEach(host ->
            table.row(
                host.id(),
                host.connection(),
                host.cluster(),
                seen(host, HostView.Observed::cpus),
                seen(host, is -> new DataSize(is.memoryBytes())),
                new DataSize(host.memoryReservedBytes()),
                seen(host, HostView.Observed::accelerator),
                seen(host, HostView.Observed::qemuVersion),
                host.vms(),
                ago(host.confirmedAt())));
    return table.lines();
  }

  private List<String> details(HostView host) {
    return Table.details(
        "name", host.id(),
        "state", host.connection(),
        "confirmed", ago(host.confirmedAt()),
        "cluster", host.cluster(),
        "tags", String.join(", ", host.tags()),
        "notes", host.notes(),
        "agent", seen(host, HostView.Observed::agentVersion),
        "kernel", seen(host, HostView.Observed::kernel),
        "cpus", seen(host, HostView.Observed::cpus),
        "memory", seen(host, is -> new DataSize(is.memoryBytes())),
        "reserved", new DataSize(host.memoryReservedBytes()),
        "accelerator", seen(host, HostView.Observed::accelerator),
        "reason", seen(host, HostView.Observed::acceleratorReason),
        "qemu", seen(host, HostView.Observed::qemuVersion),
        "vm user", seen(host, HostView.Observed::vmUser),
        "migration address", seen(host, HostView.Observed::migrationAddress),
        "datastores", seen(host, is -> String.join(", ", is.datastores())),
        "networks", seen(host, is -> String.join(", ", is.networks())),
        "vms", host.vms());
  }

  /** Of what an agent tells, if it has spoken. */
  private static @Nullable Object seen(HostView host, Function<HostView.Observed, Object> what) {
    HostView.Observed observed = host.observed();
    return observed == null ? null : what.apply(observed);
  }

  private @Nullable String ago(@Nullable Instant then) {
    return then == null
        ? null
        : Words.age(Duration.between(then, godwit.around().clock().instant())) + " ago";
  }
}
