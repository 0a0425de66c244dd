package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.identity.UserName;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.OidcAccountView;
import io.godwit.protocol.api.UserCreate;
import io.godwit.protocol.api.UserEdit;
import io.godwit.protocol.api.UserView;
import io.godwit.protocol.client.ApiClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit user}. */
@Command(name = "user", description = "Looks after users. Their rights are grants.")
final class UserCommands {
  private static final String FILE_OPTION = "--password-file";
  private static final String FIRST_LINE =
      "Its first line is the password; - reads standard input.";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(description = "Lists the users.")
  int list() {
    return godwit.show(client -> new ItemList<>(client.identities().users()), UserCommands::table);
  }

  @Command(description = "Shows one user.")
  int show(@Parameters(paramLabel = "NAME", description = "The user.") UserName name) {
    return godwit.show(
        (ApiClient client) -> client.identities().user(name.value()), UserCommands::details);
  }

  @Command(
      description = {
        "Makes a user, without rights.",
        "Without a password they log in at the identity provider or by token only; with one they choose"
            + " their own at their first login."
      })
  int create(
      @Parameters(paramLabel = "NAME", description = "What they are called.") UserName name,
      @Option(names = "--display-name", paramLabel = "TEXT", description = "Their full name.")
          @Nullable String displayName,
      @Option(names = "--group", paramLabel = "GROUP", description = "May be repeated.")
          @Nullable List<String> groups,
      @Option(names = "--ask-password", description = "Asks for their first password.")
          boolean askPassword,
      @Option(names = FILE_OPTION, paramLabel = "FILE", description = FIRST_LINE)
          @Nullable Path passwordFile,
      @Option(
              names = "--account",
              paramLabel = "ISSUER#SUBJECT",
              description = "Their account at the identity provider.")
          @Nullable String account) {
    String password =
        askPassword || passwordFile != null
            ? secrets().chosen(passwordFile, "First password of " + name + ": ", FILE_OPTION)
            : null;
    UserCreate wish = new UserCreate(name.value(), displayName, password, account(account), groups);
    return godwit.show(
        (ApiClient client) -> client.identities().createUser(wish), UserCommands::details);
  }

  @Command(description = "Changes a user; what is not given stays.")
  int edit(
      @Parameters(paramLabel = "NAME", description = "The user.") UserName name,
      @Option(names = "--display-name", paramLabel = "TEXT", description = "Their full name.")
          @Nullable String displayName,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = "active or disabled. A disabled user cannot do anything.")
          @Nullable String state,
      @Option(
              names = "--group",
              paramLabel = "GROUP",
              description = "All groups from now on. May be repeated; an empty one is none.")
          @Nullable List<String> groups,
      @Option(
              names = "--account",
              paramLabel = "ISSUER#SUBJECT",
              description = "Their account at the identity provider; an empty one takes it away.")
          @Nullable String account) {
    return godwit.show(
        client -> {
          OidcAccountView linked =
              account == null ? client.identities().user(name.value()).account() : account(account);
          return client
              .identities()
              .changeUser(
                  name.value(),
                  new UserEdit(
                      displayName,
                      state == null ? null : state.toUpperCase(Locale.ROOT),
                      linked,
                      groups == null
                          ? null
                          : groups.stream().filter(group -> !group.isEmpty()).toList()));
        },
        UserCommands::details);
  }

  @Command(description = "Forgets a user, with their tokens and grants.")
  int delete(@Parameters(paramLabel = "NAME", description = "The user.") UserName name) {
    godwit.ask(Godwit.nothing(client -> client.identities().deleteUser(name.value())));
    godwit.say(name + " is deleted");
    return 0;
  }

  @Command(
      description = {
        "Sets a password that the user has to change, and ends their logins.",
        "'godwit password' is for your own."
      })
  int password(
      @Parameters(paramLabel = "NAME", description = "The user.") UserName name,
      @Option(names = FILE_OPTION, paramLabel = "FILE", description = FIRST_LINE)
          @Nullable Path passwordFile) {
    String password = secrets().chosen(passwordFile, "New password of " + name + ": ", FILE_OPTION);
    godwit.ask(Godwit.nothing(client -> client.identities().resetPassword(name.value(), password)));
    godwit.say(name + " has a password to be changed at the next login");
    return 0;
  }

  private SecretInput secrets() {
    return new SecretInput(godwit.around().prompt());
  }

  /** Issuers are URLs without a fragment, so the last # is ours. */
  private static @Nullable OidcAccountView account(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    int mark = text.indexOf('#');
    return Godwit.orRefused(() -> {
      if (mark < 1 || mark == text.length() - 1) {
        throw new IllegalArgumentException(
            "'" + text + "' is not ISSUER#SUBJECT, as https://id.example.org#a1b2");
      }
      return new OidcAccountView(text.substring(0, mark), text.substring(mark + 1));
    });
  }

  private static List<String> table(ItemList<UserView> users) {
    Table table = Table.of("name", "full name", "state", "login", "groups", "created");
    for (UserView user : users.items()) {
      table.row(
          user.name(),
          user.displayName(),
          user.state(),
          login(user),
          String.join(",", user.groups()),
          Words.moment(user.createdAt()));
    }
    return table.lines();
  }

  private static List<String> details(UserView user) {
    OidcAccountView account = user.account();
    return Table.details(
        "name", user.name(),
        "full name", user.displayName(),
        "state", user.state(),
        "login", login(user),
        "account", account == null ? null : account.issuer() + "#" + account.subject(),
        "groups", String.join(", ", user.groups()),
        "created", Words.moment(user.createdAt()));
  }

  private static String login(UserView user) {
    String password =
        user.passwordExpired() ? "password to be changed" : user.hasPassword() ? "password" : "";
    String account = user.account() == null ? "" : "identity provider";
    String both = password + (password.isEmpty() || account.isEmpty() ? "" : ", ") + account;
    return both.isEmpty() ? "token only" : both;
  }
}
