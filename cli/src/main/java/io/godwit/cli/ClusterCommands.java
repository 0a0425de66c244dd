package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.protocol.api.ClusterEdit;
import io.godwit.protocol.api.ClusterView;
import io.godwit.protocol.api.ItemList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit cluster}. */
@Command(name = "cluster", description = "Groups hosts into clusters.")
final class ClusterCommands {
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

  @Command(description = "Makes a cluster.")
  int create(
      @Parameters(paramLabel = "NAME", description = "What to call it.") String name,
      @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
          @Nullable String description,
      @Option(names = "--tags", paramLabel = "TAG", split = ",", description = Edited.TAGS)
          @Nullable List<String> tags) {
    ClusterEdit wish = new ClusterEdit(name, description, Edited.words(tags));
    return godwit.show(
        client -> client.catalog().clusters().create(wish), ClusterCommands::details);
  }

  @Command(description = "Changes a cluster; what is not given stays.")
  int edit(
      @Parameters(paramLabel = "NAME", description = "The cluster.") String name,
      @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
          @Nullable String description,
      @Option(names = "--tags", paramLabel = "TAG", split = ",", description = Edited.TAGS)
          @Nullable List<String> tags) {
    return godwit.show(
        client ->
            Edited.of(
                client.catalog().clusters(),
                name,
                is ->
                    new ClusterEdit(
                        is.name(),
                        Edited.or(description, is.description()),
                        Edited.or(Edited.words(tags), is.tags()))),
        ClusterCommands::details);
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
        "description", is.description());
  }
}
