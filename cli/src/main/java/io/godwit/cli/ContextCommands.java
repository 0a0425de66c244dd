package io.godwit.cli;

import io.godwit.cli.context.Context;
import io.godwit.cli.context.ContextFile;
import io.godwit.cli.context.Contexts;
import io.godwit.cli.text.Table;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.trust.Fingerprint;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit context}. No manager is called. */
@Command(name = "context", description = "The data centers that 'godwit login' remembers.")
final class ContextCommands {
  private static final String NAME = "What 'godwit login' called it.";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  /** A context without its secret. */
  record View(
      String name,
      boolean current,
      List<String> servers,
      @Nullable String authority,
      @Nullable String user,
      boolean loggedIn) {
    static View of(Context context, Contexts among) {
      Fingerprint authority = context.authority();
      return new View(
          context.name(),
          context.name().equals(among.current()),
          context.servers().stream().map(Object::toString).toList(),
          authority == null ? null : authority.toString(),
          context.user(),
          context.token() != null);
    }
  }

  @Command(description = "Lists them; the current one has a star.")
  int list() {
    Contexts contexts = godwit.contextFile().read();
    List<View> views =
        contexts.all().values().stream().map(each -> View.of(each, contexts)).toList();
    godwit.print(new ItemList<>(views), ContextCommands::table);
    return 0;
  }

  @Command(description = "Shows one, without its token.")
  int show(
      @Parameters(
              paramLabel = "NAME",
              arity = "0..1",
              description = NAME + " The current one if not given.")
          @Nullable String name) {
    Contexts contexts = godwit.contextFile().read();
    Context context =
        name != null
            ? contexts.get(name)
            : contexts
                .chosen()
                .orElseThrow(() ->
                    new GodwitException(
                        ErrorCode.CONTEXT_UNKNOWN,
                        "There is no current context.",
                        "Name one; 'godwit context list' shows them."));
    godwit.print(View.of(context, contexts), ContextCommands::details);
    return 0;
  }

  @Command(description = "Makes one the current one.")
  int use(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    ContextFile file = godwit.contextFile();
    file.write(file.read().using(name));
    godwit.say("Commands go to " + name + " now.");
    return 0;
  }

  @Command(description = "Forgets one. Its token is not revoked: 'godwit logout' does that.")
  int delete(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    ContextFile file = godwit.contextFile();
    Contexts contexts = file.read();
    boolean live = contexts.get(name).token() != null;
    file.write(contexts.without(name));
    godwit.say(name + " is forgotten" + (live ? "; its token stays good until it expires." : "."));
    return 0;
  }

  private static List<String> table(ItemList<View> views) {
    Table table = Table.of("current", "name", "user", "login", "servers");
    for (View view : views.items()) {
      table.row(
          view.current() ? "*" : null,
          view.name(),
          view.user(),
          view.loggedIn() ? "yes" : "no",
          String.join(",", view.servers()));
    }
    return table.lines();
  }

  private static List<String> details(View view) {
    return Table.details(
        "name", view.name(),
        "current", view.current() ? "yes" : "no",
        "servers", String.join(", ", view.servers()),
        "authority", view.authority(),
        "user", view.user(),
        "logged in", view.loggedIn() ? "yes" : "no");
  }
}
