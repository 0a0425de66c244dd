package io.godwit.manager.rest;

import io.godwit.manager.event.Origin;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/** Who sent a request, as far as it tells. */
final class Origins {
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
    String actor = Guard.known(request).map(who -> who.user().value()).orElse(ANONYMOUS);
    return new Origin(actor, request.ip(), Trails.of(request).correlation());
  }
}
