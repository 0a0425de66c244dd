package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.HostAdd;
import io.godwit.protocol.api.HostAttributesView;
import io.godwit.protocol.api.HostToken;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.ManagerView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit host}. */
@Command(
    name = "host",
    description = "Looks at hosts, lets them in and sends them away.",
    subcommands = {HostTopCommand.class, MaintenanceCommands.class, HostPowerCommands.class})
final class HostCommands {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(description = "Lists the hosts, or follows them.")
  int list(
      @Option(names = "--watch", description = Watching.DESCRIPTION) boolean watch,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = "Only those: connected or disconnected.")
          @Nullable String state) {
    SortedMap<String, String> query = new TreeMap<>();
    TaskCommands.given(query, "connection", state == null ? null : state.toUpperCase(Locale.ROOT));
    if (watch) {
      return new Watching<HostView>(godwit, this::table)
          .follow((client, change) -> client.watchHosts(query, change));
    }
    return godwit.show(
        client -> new ItemList<>(client.hosts(query)), hosts -> table(hosts.items()).lines());
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
          @Nullable String notes,
      @Option(
              names = "--fault-domain",
              paramLabel = "NAME",
              description = "What fails with it, such as its rack; '' for none.")
          @Nullable String faultDomain) {
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
                      notes == null ? is.notes() : notes,
                      Edited.orNone(faultDomain, is.faultDomain())));
        },
        is ->
            Table.details(
                "name", name,
                "cluster", is.cluster(),
                "tags", String.join(", ", Edited.or(is.tags(), List.of())),
                "fault domain", is.faultDomain(),
                "notes", is.notes()));
  }

  Godwit godwit() {
    return godwit;
  }

  @Command(
      description = {
        "Lets a host enrol, and prints what to run there.",
        "The token in it is good once, for 24 hours."
      })
  int add(
      @Parameters(
              paramLabel = "ADDRESS",
              description = "Where the host is, as h1.example.org or 10.0.0.11.")
          String address,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              description =
                  "What it is called, as in its agent's configuration; ADDRESS if not given.")
          @Nullable HostId name,
      @Option(
              names = "--reenrol",
              description =
                  "It is enrolled already, and lost its key. Its certificates end when the token is"
                      + " used.")
          boolean reenrol) {
    String id = name == null ? Godwit.orRefused(() -> new HostId(address)).value() : name.value();
    return godwit.ask(client -> {
      HostToken token = client.addHost(new HostAdd(id, address, reenrol ? true : null));
      godwit.print(token, shown -> enrolment(shown, links(client)));
      return 0;
    });
  }

  @Command(
      description =
          "Takes a host's certificates away. Its VMs run on; its agent is refused at once.")
  int remove(@Parameters(paramLabel = "NAME", description = "The host.") HostId name) {
    godwit.ask(Godwit.nothing(client -> client.removeHost(name.value())));
    godwit.say(name + " is removed; its VMs run on, and no manager looks after them.");
    return 0;
  }

  /** Where agents connect, as far as the caller may know it. */
  private static List<String> links(ApiClient client) {
    try {
      return client.managers().stream().map(ManagerView::agents).filter(Objects::nonNull).toList();
    } catch (GodwitException notShown) {
      return List.of();
    }
  }

  private static List<String> enrolment(HostToken token, List<String> links) {
    String host = Words.of(token.host());
    String managers =
        links.isEmpty()
            ? "[the managers' address for agents]"
            : links.stream().map(Words::of).map(each -> '"' + each + '"').toList().toString();
    return List.of(
        host + " may enrol, once, within 24 hours. On " + host + ", as root, with this in",
        "/etc/godwit/agent.yaml:",
        "",
        "  host: " + host,
        "  managers: " + managers,
        "",
        "run (the token is a secret; a line that begins with a blank is kept out of many histories):",
        "",
        "  GODWIT_ENROLMENT_TOKEN="
            + Words.of(token.token())
            + " godwit-agent enrol --config /etc/godwit/agent.yaml",
        "",
        "and start the agent. 'godwit host list' shows it then.");
  }

  private Table table(List<HostView> hosts) {
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
    hosts.stream()
        .sorted(Comparator.comparing(HostView::id))
        .forEach(host ->
            table.row(
                host.id(),
                state(host),
                host.cluster(),
                seen(host, HostView.Observed::cpus),
                seen(host, is -> new DataSize(is.memoryBytes())),
                new DataSize(host.memoryReservedBytes()),
                seen(host, HostView.Observed::accelerator),
                seen(host, HostView.Observed::qemuVersion),
                host.vms(),
                ago(host.confirmedAt())));
    return table;
  }

  private List<String> details(HostView host) {
    return Table.details(
        "name", host.id(),
        "state", state(host),
        "confirmed", ago(host.confirmedAt()),
        "cluster", host.cluster(),
        "tags", String.join(", ", host.tags()),
        "notes", host.notes(),
        "fault domain", host.faultDomain(),
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
        "shares", shares(host.observed()),
        "vms", host.vms());
  }

  private static @Nullable String shares(HostView.@Nullable Observed is) {
    if (is == null || is.sharesEnforced() == null) {
      return null;
    }
    return (is.sharesEnforced() ? "enforced " : "not enforced: ") + is.sharesReason();
  }

  /** One that is off on purpose is not lost. */
  private static Object state(HostView host) {
    return host.power().equals("ON") ? host.connection() : host.power();
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
