package io.godwit.manager.rest;

import io.godwit.manager.event.Origin;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who sent a request, as far as it tells. */
final class Origins {
  /** What callers may name their request, so that they find it again in logs and events. */
  private static final String CORRELATION = "X-Request-Id";

  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** Nobody has said who they are. */
  private static final String ANONYMOUS = "anonymous";

  private Origins() {}

  /** The same handler, which acts for whoever sent the request. */
  static Handler acting(Handler handler) {
    return request ->
        of(request)
            .call(() -> {
              handler.handle(request);
              return true;
            });
  }

  static Origin of(Context request) {
    return new Origin(ANONYMOUS, request.ip(), correlation(request));
  }

  private static @Nullable String correlation(Context request) {
    String given = request.header(CORRELATION);
    return given != null && SANE.matcher(given).matches() ? given : null;
  }
}
