package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.protocol.api.DatastoreEdit;
import io.godwit.protocol.api.DatastoreView;
import io.godwit.protocol.api.ItemList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit datastore}. */
@Command(name = "datastore", description = "Looks at datastores and says what they should be.")
final class DatastoreCommands {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(description = "Lists datastores, those that hosts have and those that should be.")
  int list() {
    return godwit.show(
        client -> new ItemList<>(client.catalog().datastores().list()), DatastoreCommands::table);
  }

  @Command(description = "Shows one datastore, and where it is not as it should be.")
  int show(@Parameters(paramLabel = "NAME", description = "The datastore.") String name) {
    return godwit.show(
        client -> client.catalog().datastores().show(name), DatastoreCommands::details);
  }

  @Command(description = "Says what a datastore should be.")
  int create(
      @Parameters(paramLabel = "NAME", description = "What hosts call it.") String name,
      @Option(
              names = "--kind",
              paramLabel = "KIND",
              required = true,
              description = "local or shared.")
          String kind,
      @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
          @Nullable String description,
      @Option(names = "--tags", paramLabel = "TAG", split = ",", description = Edited.TAGS)
          @Nullable List<String> tags) {
    DatastoreEdit wish =
        new DatastoreEdit(name, kind.toUpperCase(Locale.ROOT), description, Edited.words(tags));
    return godwit.show(
        client -> client.catalog().datastores().create(wish), DatastoreCommands::details);
  }

  @Command(description = "Changes what a datastore should be; what is not given stays.")
  int edit(
      @Parameters(paramLabel = "NAME", description = "The datastore.") String name,
      @Option(names = "--kind", paramLabel = "KIND", description = "local or shared.")
          @Nullable String kind,
      @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
          @Nullable String description,
      @Option(names = "--tags", paramLabel = "TAG", split = ",", description = Edited.TAGS)
          @Nullable List<String> tags) {
    return godwit.show(
        client ->
            Edited.of(
                client.catalog().datastores(),
                name,
                is ->
                    new DatastoreEdit(
                        is.name(),
                        kind == null ? is.kind() : kind.toUpperCase(Locale.ROOT),
                        Edited.or(description, is.description()),
                        Edited.or(Edited.words(tags), is.tags()))),
        DatastoreCommands::details);
  }

  @Command(description = "Forgets what a datastore should be; hosts keep it.")
  int delete(@Parameters(paramLabel = "NAME", description = "The datastore.") String name) {
    return godwit.ask(client -> {
      client.catalog().datastores().delete(name);
      return 0;
    });
  }

  private static List<String> table(ItemList<DatastoreView> datastores) {
    Table table = Table.of("name", "kind", "hosts", "findings", "description");
    datastores
        .items()
        .forEach(each ->
            table.row(
                each.name(),
                each.kind(),
                each.hosts().size(),
                each.findings().size(),
                each.description()));
    return table.lines();
  }

  private static List<String> details(DatastoreView is) {
    List<@Nullable Object> lines = new ArrayList<>();
    lines.add("name");
    lines.add(is.name());
    lines.add("kind");
    lines.add(is.kind());
    lines.add("tags");
    lines.add(String.join(", ", is.tags()));
    lines.add("description");
    lines.add(is.description());
    is.hosts()
        .forEach(host -> {
          lines.add("on");
          lines.add(host.host() + " (" + host.kind().toLowerCase(Locale.ROOT) + ")");
        });
    is.findings()
        .forEach(finding -> {
          lines.add("finding");
          lines.add(finding);
        });
    return Table.details(lines.toArray());
  }
}
