package io.godwit.manager.rest;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.json.Json;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads bodies and writes answers. */
final class Answers {
  /** A spec with everything it may have is some kilobytes. */
  static final int MAX_BODY_BYTES = 1024 * 1024;

  private Answers() {}

  /** Reads no more than is allowed, whatever the length header says. */
  static byte[] body(Context request) {
    try {
      byte[] body = request.req().getInputStream().readNBytes(MAX_BODY_BYTES + 1);
      if (body.length > MAX_BODY_BYTES) {
        throw new GodwitException(
            ErrorCode.REQUEST_TOO_LARGE,
            "The request's body is larger than 1 MiB; nothing was changed.",
            "Send a smaller one.");
      }
      return body;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /**
   * Takes what was sent and not looked at. A connection that is closed over it is reset, and the
   * answer may be lost with it.
   */
  static void takeRest(Context request) {
    try {
      var _ = request.req().getInputStream().readNBytes(MAX_BODY_BYTES);
    } catch (IOException gone) {
      // Nobody waits for an answer, then.
    }
  }

  static void json(Context request, Object view) {
    request.contentType("application/json").result(Json.LENIENT.writeValueAsBytes(view));
  }

  /** What holds a secret is kept by no cache on the way. */
  static void secret(Context request, Object view) {
    request.header(Header.CACHE_CONTROL, "no-store");
    json(request, view);
  }

  static void nothing(Context request) {
    request.status(HttpStatus.NO_CONTENT);
  }

  static void refuse(Context request, GodwitException why) {
    why.retryAfter()
        .ifPresent(wait -> request.header(Header.RETRY_AFTER, Long.toString(wait.toSeconds())));
    refuse(request, why.problem());
  }

  static void refuse(Context request, Problem problem) {
    if (problem.code() == ErrorCode.UNAUTHENTICATED) {
      // Not Basic, which would make browsers ask for a password and keep it.
      request.header(Header.WWW_AUTHENTICATE, "Bearer realm=\"godwit\"");
    }
    request
        .status(problem.code().httpStatus())
        .contentType(ApiPaths.PROBLEM_JSON)
        .header(ApiPaths.CODE_HEADER, problem.code().name())
        .result(Json.LENIENT.writeValueAsBytes(ProblemView.of(problem)));
  }
}
