package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.ErrorKind;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.ManagerView;
import io.godwit.protocol.api.ReadinessView;
import io.godwit.protocol.client.ApiClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
    godwit.ask(Godwit.nothing(client -> client.dismissManager(name)));
    godwit.say(name + " takes part no longer");
    return 0;
  }

  @Command(
      description = {
        "Asks each manager whether it can do its work.",
        "Those of the context, or of --server. Needs no login. Exit status 4 if one of them cannot."
      })
  int status() {
    Target target = godwit.target();
    List<Standing> standings = target.servers().stream().map(one -> standing(target, one)).toList();
    godwit.print(new ItemList<>(standings), ManagerCommands::standings);
    return standings.stream().allMatch(Standing::ready) ? 0 : ErrorKind.UNAVAILABLE.exitStatus();
  }

  @Command(description = "Prints the contract of the API as the manager has it: OpenAPI, in YAML.")
  int openapi() {
    Sink out = godwit.around().out();
    out.stream().print(godwit.ask(ApiClient::contract));
    out.stream().flush();
    return 0;
  }

  /**
   * How a manager is.
   *
   * @param problem why it did not answer
   */
  record Standing(
      String server, boolean ready, List<ReadinessView.PartView> parts, @Nullable String problem) {}

  private static Standing standing(Target target, URI server) {
    try (ApiClient client = target.at(server).client()) {
      ReadinessView view = client.readiness();
      return new Standing(server.toString(), view.ready(), view.parts(), null);
    } catch (GodwitException broken) {
      return new Standing(server.toString(), false, List.of(), broken.problem().detail());
    }
  }

  private static List<String> standings(ItemList<Standing> standings) {
    Table table = Table.of("server", "part", "ready", "detail");
    for (Standing each : standings.items()) {
      if (each.problem() != null) {
        table.row(each.server(), null, "no", each.problem());
      }
      for (ReadinessView.PartView part : each.parts()) {
        table.row(each.server(), part.name(), part.ready() ? "yes" : "no", part.detail());
      }
    }
    return table.lines();
  }

  @Command(
      description = {
        "Writes all that the managers keep into one file, while they run. It is as secret as a",
        "manager's folder; 'godwit-manager restore' makes a manager of it."
      })
  int backup(@Parameters(paramLabel = "FILE", description = "Not there yet.") Path file) {
    return godwit.ask(client -> {
      try {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } catch (IOException unwritable) {
        throw cannotWrite(file, unwritable);
      }
      boolean whole = false;
      try (OutputStream out = Files.newOutputStream(file)) {
        client.backup(out);
        whole = true;
      } catch (IOException cut) {
        throw cannotWrite(file, cut);
      } finally {
        if (!whole) {
          deleteQuietly(file);
        }
      }
      return 0;
    });
  }

  private static GodwitException cannotWrite(Path file, IOException why) {
    return new GodwitException(
        ErrorCode.REQUEST_MALFORMED,
        "The backup cannot be written: " + why + ".",
        "Name a file that is not there yet, in a folder with room; " + file + " is none now.");
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException stays) {
      return; // What went wrong before is what is told.
    }
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
