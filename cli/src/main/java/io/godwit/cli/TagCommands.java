package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.TagEdit;
import io.godwit.protocol.api.TagView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit tag}. */
@Command(name = "tag", description = "Makes tags; 'vm edit' and others put them on things.")
final class TagCommands {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(description = "Lists the tags.")
  int list() {
    return godwit.show(
        client -> new ItemList<>(client.catalog().tags().list()), TagCommands::table);
  }

  @Command(description = "Shows one tag.")
  int show(@Parameters(paramLabel = "NAME", description = "The tag.") String name) {
    return godwit.show(client -> client.catalog().tags().show(name), TagCommands::details);
  }

  @Command(description = "Makes a tag.")
  int create(
      @Parameters(paramLabel = "NAME", description = "What to call it.") String name,
      @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
          @Nullable String description) {
    return godwit.show(
        client -> client.catalog().tags().create(new TagEdit(name, description)),
        TagCommands::details);
  }

  @Command(description = "Changes a tag; what is not given stays.")
  int edit(
      @Parameters(paramLabel = "NAME", description = "The tag.") String name,
      @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
          @Nullable String description) {
    return godwit.show(
        client ->
            Edited.of(
                client.catalog().tags(),
                name,
                is -> new TagEdit(is.name(), Edited.or(description, is.description()))),
        TagCommands::details);
  }

  @Command(description = "Deletes a tag that is on nothing.")
  int delete(
      @Parameters(paramLabel = "NAME", description = "The tag.") String name,
      @Option(names = "--detach", description = "Takes it off everything it is on first.")
          boolean detach) {
    return godwit.ask(client -> {
      if (detach) {
        client.catalog().tags().deleteAndDetach(name);
      } else {
        client.catalog().tags().delete(name);
      }
      return 0;
    });
  }

  private static List<String> table(ItemList<TagView> tags) {
    Table table = Table.of("name", "vms", "hosts", "description");
    tags.items()
        .forEach(each -> table.row(each.name(), each.vms(), each.hosts(), each.description()));
    return table.lines();
  }

  private static List<String> details(TagView is) {
    return Table.details(
        "name", is.name(),
        "vms", is.vms(),
        "hosts", is.hosts(),
        "description", is.description());
  }
}
