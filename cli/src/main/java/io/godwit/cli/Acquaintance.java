package io.godwit.cli;

import io.godwit.cli.context.Context;
import io.godwit.cli.context.FirstSight;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.trust.Fingerprint;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a person gets to know managers: shown once, believed from then on, as with ssh. */
record Acquaintance(Surroundings around) {
  /**
   * Shows whom the server says it belongs to, and asks.
   *
   * @return null where this machine believes the server already, as a web server
   * @throws GodwitException MANAGER_UNTRUSTED if the person does not believe it, or cannot be asked
   */
  @Nullable Fingerprint made(URI server) {
    Optional<Fingerprint> presented = FirstSight.of(server);
    if (presented.isEmpty()) {
      if (FirstSight.isBelievedHere(server)) {
        return null;
      }
      throw new GodwitException(
          ErrorCode.MANAGER_UNTRUSTED,
          "What answers at "
              + server
              + " is not a Godwit manager, and this machine does not know it.",
          "Check the address.");
    }
    Fingerprint authority = presented.get();
    around
        .err()
        .lines(
            List.of(
                "The managers at " + server + " are not known here yet. They present the authority",
                "",
                "  " + authority,
                "",
                "Compare it with the line that the manager printed when it started."));
    String answer = around.prompt().line("Is it the same? (yes/no) ").orElse("").strip();
    if (!answer.equals("yes")) {
      throw new GodwitException(
          ErrorCode.MANAGER_UNTRUSTED,
          "The authority of " + server + " was not confirmed; nobody was logged in.",
          "Where nobody can be asked, say it beforehand: --authority " + authority);
    }
    return authority;
  }

  /**
   * The one that was believed before, if the server still has it.
   *
   * @throws GodwitException MANAGER_UNTRUSTED otherwise
   */
  @Nullable Fingerprint stillOf(Context known, URI server) {
    Fingerprint believed = known.authority();
    if (believed == null) {
      return null;
    }
    Optional<Fingerprint> presented = FirstSight.of(server);
    if (presented.isEmpty() || !presented.get().equals(believed)) {
      throw new GodwitException(
          ErrorCode.MANAGER_UNTRUSTED,
          "The authority at "
              + server
              + " has changed: "
              + believed
              + " was believed, and now it is "
              + presented.map(Fingerprint::toString).orElse("none")
              + ". Somebody may be in between. Nobody was logged in.",
          "Ask whoever runs the managers. If they were made anew, say so with --authority and the"
              + " fingerprint that they tell you.");
    }
    return believed;
  }
}
