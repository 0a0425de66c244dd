package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.identity.GrantId;
import io.godwit.protocol.api.GrantCreate;
import io.godwit.protocol.api.GrantView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.RoleView;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit grant}. */
@Command(name = "grant", description = "Gives rights to users and groups, and takes them away.")
final class GrantCommands {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  /** One of the two. */
  static final class Grantee {
    @Option(names = "--user", paramLabel = "NAME", required = true, description = "To this user.")
    private @Nullable String user;

    @Option(
        names = "--group",
        paramLabel = "GROUP",
        required = true,
        description = "To this group.")
    private @Nullable String group;
  }

  @Command(description = "Lists the grants.")
  int list() {
    return godwit.show(
        client -> new ItemList<>(client.identities().grants()), GrantCommands::table);
  }

  @Command(description = "Gives a right. It holds at once.")
  int add(
      @ArgGroup(multiplicity = "1") Grantee to,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              required = true,
              description = "viewer, vm-owner, operator or admin; 'godwit grant roles' shows them.")
          String role,
      @Option(
              names = "--object",
              paramLabel = "PATH",
              required = true,
              description = "On this object and all that lies in it; / is everything.")
          String object) {
    GrantCreate wish = new GrantCreate(to.user, to.group, role(role), object);
    return godwit.show(client -> client.identities().createGrant(wish), GrantCommands::sentence);
  }

  @Command(description = "Takes a right away. It is gone at once.")
  int remove(@Parameters(paramLabel = "ID", description = "The grant, as listed.") GrantId id) {
    godwit.ask(Godwit.nothing(client -> client.identities().deleteGrant(id.value())));
    godwit.say("grant " + id + " is gone");
    return 0;
  }

  @Command(description = "Lists the roles and what they allow.")
  int roles() {
    return godwit.show(
        client -> new ItemList<>(client.identities().roles()), GrantCommands::roleTable);
  }

  /** As people write it, vm-owner, and as the API does. */
  static String role(String text) {
    return text.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static List<String> sentence(GrantView grant) {
    return List.of(
        who(grant)
            + " is "
            + Words.of(grant.role())
            + " of "
            + Words.of(grant.object())
            + ", grant "
            + Words.of(grant.id()));
  }

  private static List<String> table(ItemList<GrantView> grants) {
    Table table = Table.of("id", "who", "role", "object", "since");
    for (GrantView grant : grants.items()) {
      table.row(
          grant.id(), who(grant), grant.role(), grant.object(), Words.moment(grant.createdAt()));
    }
    return table.lines();
  }

  private static List<String> roleTable(ItemList<RoleView> roles) {
    Table table = Table.of("role", "privileges");
    roles.items().forEach(role -> table.row(role.name(), String.join(" ", role.privileges())));
    return table.lines();
  }

  private static String who(GrantView grant) {
    return grant.group() == null
        ? "user " + Words.of(grant.user())
        : "group " + Words.of(grant.group());
  }
}
