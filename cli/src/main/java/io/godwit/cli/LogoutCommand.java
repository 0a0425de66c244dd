package io.godwit.cli;

import io.godwit.cli.context.Context;
import io.godwit.cli.context.ContextFile;
import io.godwit.cli.context.Contexts;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.client.ApiClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code godwit logout}. */
@Command(
    name = "logout",
    description = {
      "Revokes the token of the context, and forgets it.",
      "The context stays: 'godwit login' goes on."
    })
final class LogoutCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Override
  public Integer call() {
    ContextFile file = godwit.contextFile();
    Contexts contexts = file.read();
    String meant = godwit.contextName();
    Context context =
        meant != null
            ? contexts.get(meant)
            : contexts
                .chosen()
                .orElseThrow(() ->
                    new GodwitException(
                        ErrorCode.CONTEXT_UNKNOWN,
                        "There is no current context to log out of.",
                        "Name one with --context; 'godwit context list' shows them."));
    if (context.token() == null) {
      godwit.say("Nobody was logged in to " + context.name() + ".");
      return 0;
    }
    revoke(Target.of(context));
    file.write(contexts.with(context.withToken(null)));
    godwit.say("Logged out of " + context.name() + "; the token is good for nothing any more.");
    return 0;
  }

  private static void revoke(Target target) {
    try (ApiClient client = target.client()) {
      client.identities().logout();
    } catch (GodwitException refused) {
      if (refused.code() != ErrorCode.UNAUTHENTICATED) {
        throw refused;
      }
    }
  }
}
