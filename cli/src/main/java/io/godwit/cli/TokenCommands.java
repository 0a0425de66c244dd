package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.identity.TokenId;
import io.godwit.model.identity.UserName;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.TokenCreate;
import io.godwit.protocol.api.TokenCreated;
import io.godwit.protocol.api.TokenView;
import io.godwit.protocol.client.ApiClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit token}. */
@Command(name = "token", description = "Looks after tokens: your own, or another user's.")
final class TokenCommands {
  private static final String WHOSE = "Whose; yours if not given.";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(description = "Lists tokens, logins among them; without their secrets.")
  int list(
      @Option(names = "--user", paramLabel = "NAME", description = WHOSE) @Nullable UserName user) {
    return godwit.show(
        client -> new ItemList<>(client.identities().tokens(owner(client, user))), this::table);
  }

  @Command(
      description = "Makes a token for a program. Its secret goes to standard output, this once.")
  int create(
      @Option(names = "--user", paramLabel = "NAME", description = WHOSE) @Nullable UserName user,
      @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
          @Nullable String description,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              description = "Less than all the user's rights: viewer, vm-owner, operator or admin.")
          @Nullable String role,
      @Option(
              names = "--object",
              paramLabel = "PATH",
              description = "Only on this object and what lies in it.")
          @Nullable String object,
      @Option(
              names = "--lifetime",
              paramLabel = "TIME",
              description = "As 12h or 30d; 90d if not given, 366d at most.")
          @Nullable Duration lifetime) {
    TokenCreate wish =
        new TokenCreate(
            description,
            role == null ? null : GrantCommands.role(role),
            object,
            lifetime == null ? null : lifetime.toSeconds());
    TokenCreated made =
        godwit.ask(client -> client.identities().createToken(owner(client, user), wish));
    godwit.print(made, created -> List.of(created.secret()));
    godwit.note(
        "token "
            + Words.of(made.token().id())
            + " of "
            + Words.of(made.token().user())
            + " is good until "
            + Words.moment(made.token().expiresAt())
            + "; its secret is not shown again");
    return 0;
  }

  @Command(description = "Revokes a token; it is good for nothing from then on.")
  int revoke(
      @Parameters(paramLabel = "ID", description = "The token, as listed.") TokenId id,
      @Option(names = "--user", paramLabel = "NAME", description = WHOSE) @Nullable UserName user) {
    godwit.ask(
        Godwit.nothing(client -> client.identities().revokeToken(owner(client, user), id.value())));
    godwit.say("token " + id + " is revoked");
    return 0;
  }

  private static String owner(ApiClient client, @Nullable UserName user) {
    return user == null ? client.identities().me().user() : user.value();
  }

  private List<String> table(ItemList<TokenView> tokens) {
    Table table = Table.of("id", "kind", "description", "role", "object", "expires", "last used");
    for (TokenView token : tokens.items()) {
      table.row(
          token.id(),
          token.kind(),
          token.description(),
          token.role(),
          token.object(),
          Words.moment(token.expiresAt()),
          ago(token.lastUsedAt()));
    }
    return table.lines();
  }

  private @Nullable String ago(@Nullable Instant then) {
    return then == null
        ? null
        : Words.age(Duration.between(then, godwit.around().clock().instant())) + " ago";
  }
}
