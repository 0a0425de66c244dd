package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.ManagerView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit manager}. */
@Command(
    name = "manager",
    description = "Looks at the managers. 'godwit-manager' runs, joins, backs up and restores one.")
final class ManagerCommands {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(description = "Lists the managers and says which of them leads.")
  int list() {
    return godwit.show(client -> new ItemList<>(client.managers()), ManagerCommands::table);
  }

  @Command(description = "Sends a manager away that is gone for good, or before it is.")
  int remove(@Parameters(paramLabel = "NAME", description = "The manager.") String name) {
    return godwit.ask(client -> {
      client.dismissManager(name);
      return 0;
    });
  }

  private static List<String> table(ItemList<ManagerView> managers) {
    Table table = Table.of("name", "role", "number", "rest", "agents", "peer");
    managers
        .items()
        .forEach(manager ->
            table.row(
                manager.name(),
                manager.role(),
                manager.number(),
                manager.rest(),
                manager.agents(),
                manager.peer()));
    return table.lines();
  }
}
