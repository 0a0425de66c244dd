package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.protocol.api.FolderEdit;
import io.godwit.protocol.api.FolderView;
import io.godwit.protocol.api.ItemList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit folder}. */
@Command(name = "folder", description = "Files VMs in folders.")
final class FolderCommands {
  private static final String PATH = "The folder, as prod/db.";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(description = "Lists the folders.")
  int list() {
    return godwit.show(
        client -> new ItemList<>(client.catalog().folders().list()), FolderCommands::table);
  }

  @Command(description = "Shows one folder.")
  int show(@Parameters(paramLabel = "PATH", description = PATH) String path) {
    return godwit.show(client -> client.catalog().folders().show(path), FolderCommands::details);
  }

  @Command(description = "Makes a folder; the one it lies in has to be there.")
  int create(
      @Parameters(paramLabel = "PATH", description = PATH) String path,
      @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
          @Nullable String description) {
    return godwit.show(
        client -> client.catalog().folders().create(new FolderEdit(path, description)),
        FolderCommands::details);
  }

  @Command(description = "Changes a folder; what is not given stays.")
  int edit(
      @Parameters(paramLabel = "PATH", description = PATH) String path,
      @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
          @Nullable String description) {
    return godwit.show(
        client ->
            Edited.of(
                client.catalog().folders(),
                path,
                is -> new FolderEdit(is.path(), Edited.or(description, is.description()))),
        FolderCommands::details);
  }

  @Command(description = "Deletes an empty folder.")
  int delete(@Parameters(paramLabel = "PATH", description = PATH) String path) {
    return godwit.ask(client -> {
      client.catalog().folders().delete(path);
      return 0;
    });
  }

  private static List<String> table(ItemList<FolderView> folders) {
    Table table = Table.of("path", "vms", "description");
    folders.items().forEach(each -> table.row(each.path(), each.vms(), each.description()));
    return table.lines();
  }

  private static List<String> details(FolderView is) {
    return Table.details("path", is.path(), "vms", is.vms(), "description", is.description());
  }
}
