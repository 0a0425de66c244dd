package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.client.ApiClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  private List<String> table(ItemList<HostView> hosts) {
    Table table =
        Table.of(
            "name", "state", "cpus", "memory", "reserved", "accelerator", "qemu", "vms", "seen");
    hosts.items().stream()
        .sorted(Comparator.comparing(HostView::id))
        .forEach(host ->
            table.row(
                host.id(),
                host.connection(),
                host.cpus(),
                new DataSize(host.memoryBytes()),
                new DataSize(host.memoryReservedBytes()),
                host.accelerator(),
                host.qemuVersion(),
                host.vms(),
                ago(host.lastSeen())));
    return table.lines();
  }

  private List<String> details(HostView host) {
    return Table.details(
        "name", host.id(),
        "state", host.connection(),
        "seen", ago(host.lastSeen()),
        "agent", host.agentVersion(),
        "kernel", host.kernel(),
        "cpus", host.cpus(),
        "memory", new DataSize(host.memoryBytes()),
        "reserved", new DataSize(host.memoryReservedBytes()),
        "accelerator", host.accelerator(),
        "reason", host.acceleratorReason(),
        "qemu", host.qemuVersion(),
        "vm user", host.vmUser(),
        "migration address", host.migrationAddress(),
        "datastores", String.join(", ", host.datastores()),
        "networks", String.join(", ", host.networks()),
        "vms", host.vms());
  }

  private @Nullable String ago(@Nullable Instant then) {
    return then == null
        ? null
        : Words.age(Duration.between(then, godwit.around().clock().instant())) + " ago";
  }
}
