package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.protocol.api.MeView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code godwit whoami}. */
@Command(name = "whoami", description = "Says who calls, by what, and how far that reaches.")
final class WhoamiCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Override
  public Integer call() {
    return godwit.show(client -> client.identities().me(), this::details);
  }

  private List<String> details(MeView me) {
    return Table.details(
        "user", me.user(),
        "full name", me.displayName(),
        "groups", String.join(", ", me.groups()),
        "at", String.join(", ", godwit.target().servers().stream().map(Object::toString).toList()),
        "by", me.means(),
        "role", me.role() + " at most",
        "on", me.object(),
        "expires", Words.moment(me.expiresAt()),
        "password", me.passwordExpired() ? "has to be chosen: godwit password" : null);
  }
}
