package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.NetworkEdit;
import io.godwit.protocol.api.NetworkView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit network}. */
@Command(name = "network", description = "Looks at networks and says what they should be.")
final class NetworkCommands {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  /** What a network is to be. */
  static final class Wish {
    @Option(names = "--kind", paramLabel = "KIND", description = "bridged or overlay.")
    private @Nullable String kind;

    @Option(
        names = "--vlan",
        paramLabel = "N",
        description = "Its number on the wire, if it is bridged; for people.")
    private @Nullable Integer vlan;

    @Option(names = "--vni", paramLabel = "N", description = "Its number, if it is an overlay.")
    private @Nullable Integer vni;

    @Option(names = "--mtu", paramLabel = "BYTES", description = "The largest packet.")
    private @Nullable Integer mtu;

    @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
    private @Nullable String description;

    @Option(names = "--tags", paramLabel = "TAG", split = ",", description = Edited.TAGS)
    private @Nullable List<String> tags;

    NetworkEdit alone(String name) {
      return new NetworkEdit(name, kind(), vlan, vni, mtu, description, Edited.words(tags));
    }

    /** Another kind has another number. */
    NetworkEdit over(NetworkView is) {
      boolean other = kind != null && !String.valueOf(kind()).equals(is.kind());
      return new NetworkEdit(
          is.name(),
          kind == null ? is.kind() : kind(),
          vlan == null && !other ? is.vlan() : vlan,
          vni == null && !other ? is.vni() : vni,
          mtu == null ? is.mtu() : mtu,
          Edited.or(description, is.description()),
          Edited.or(Edited.words(tags), is.tags()));
    }

    private @Nullable String kind() {
      return kind == null ? null : kind.toUpperCase(Locale.ROOT);
    }
  }

  @Command(description = "Lists networks, those that hosts have and those that should be.")
  int list() {
    return godwit.show(
        client -> new ItemList<>(client.catalog().networks().list()), NetworkCommands::table);
  }

  @Command(description = "Shows one network.")
  int show(@Parameters(paramLabel = "NAME", description = "The network.") String name) {
    return godwit.show(client -> client.catalog().networks().show(name), NetworkCommands::details);
  }

  @Command(description = "Says what a network should be.")
  int create(
      @Parameters(paramLabel = "NAME", description = "What hosts call it.") String name,
      @ArgGroup(exclusive = false) @Nullable Wish wish) {
    NetworkEdit asked = Edited.or(wish, new Wish()).alone(name);
    return godwit.show(
        client -> client.catalog().networks().create(asked), NetworkCommands::details);
  }

  @Command(description = "Changes what a network should be; what is not given stays.")
  int edit(
      @Parameters(paramLabel = "NAME", description = "The network.") String name,
      @ArgGroup(exclusive = false) @Nullable Wish wish) {
    Wish asked = Edited.or(wish, new Wish());
    return godwit.show(
        client -> Edited.of(client.catalog().networks(), name, asked::over),
        NetworkCommands::details);
  }

  @Command(description = "Forgets what a network should be; hosts keep it.")
  int delete(@Parameters(paramLabel = "NAME", description = "The network.") String name) {
    return godwit.ask(client -> {
      client.catalog().networks().delete(name);
      return 0;
    });
  }

  private static List<String> table(ItemList<NetworkView> networks) {
    Table table = Table.of("name", "kind", "number", "mtu", "hosts", "findings", "description");
    networks
        .items()
        .forEach(each ->
            table.row(
                each.name(),
                each.kind(),
                number(each),
                each.mtu(),
                each.hosts().size(),
                each.findings().size(),
                each.description()));
    return table.lines();
  }

  private static @Nullable Integer number(NetworkView network) {
    return network.vlan() == null ? network.vni() : network.vlan();
  }

  private static List<String> details(NetworkView is) {
    List<@Nullable Object> lines =
        new ArrayList<>(
            Arrays.<@Nullable Object>asList(
                "name", is.name(),
                "kind", is.kind(),
                "vlan", is.vlan(),
                "vni", is.vni(),
                "mtu", is.mtu(),
                "tags", String.join(", ", is.tags()),
                "description", is.description(),
                "on", String.join(", ", is.hosts())));
    is.findings()
        .forEach(finding -> {
          lines.add("finding");
          lines.add(finding);
        });
    return Table.details(lines.toArray());
  }
}
