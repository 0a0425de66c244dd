package io.godwit.protocol.client;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.json.Json;
import java.net.URI;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What goes wrong between a caller and the managers, in words that name the manager. */
final class Mishaps {
  private final Supplier<URI> server;

  Mishaps(Supplier<URI> server) {
    this.server = server;
  }

  /** What a manager says is wrong. */
  Problem problem(String body) {
    try {
      ProblemView view = Json.LENIENT.readValue(body, ProblemView.class);
      return new Problem(ErrorCode.valueOf(view.code()), view.detail(), view.next());
    } catch (JacksonException | IllegalArgumentException | NullPointerException notOurs) {
      throw notGodwit(notOurs);
    }
  }

  /** A read that got no answer changed nothing; anything else may have been carried out. */
  GodwitException lost(String method, String what, Exception cause) {
    if (method.equals("GET")) {
      return unreachable(what, cause);
    }
    return new GodwitException(
        new Problem(
            ErrorCode.OUTCOME_UNKNOWN,
            what + " from " + server.get() + "; it may have done what was asked.",
            "Look at the VM or the migration before you try again."),
        cause);
  }

  /** The handshake failed, so nothing was asked. */
  GodwitException untrusted(SSLHandshakeException why) {
    Throwable inner = why;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return new GodwitException(
        new Problem(
            ErrorCode.MANAGER_UNTRUSTED,
            "What answers at " + server.get() + " is not believed: " + inner.getMessage() + ".",
            "Name the managers' authority with --authority; the manager prints its fingerprint"
                + " when it starts. If it is named, look at the address and the clock."),
        why);
  }

  GodwitException notGodwit(@Nullable Exception cause) {
    Problem problem =
        new Problem(
            ErrorCode.MANAGER_UNREACHABLE,
            "What answers at " + server.get() + " is not a Godwit manager.",
            "Name the manager with --server.");
    return cause == null ? problem.asException() : new GodwitException(problem, cause);
  }

  GodwitException unreachable(String what, @Nullable Exception cause) {
    Problem problem =
        new Problem(
            ErrorCode.MANAGER_UNREACHABLE,
            what + " from " + server.get() + ".",
            "Check that the manager runs there, or name another with --server.");
    return cause == null ? problem.asException() : new GodwitException(problem, cause);
  }
}
