package io.godwit.manager.rest;

import io.godwit.trace.Trail;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.random.RandomGenerator;

/**
 * Puts each request on a trail: the caller's {@code X-Request-Id} if it is one, else a fresh id.
 * The answer names it, and so do log lines here and at the agents.
 */
final class Trails {
  static final String HEADER = "X-Request-Id";
  private static final String TRACEPARENT = "traceparent";
  private static final String ATTRIBUTE = "godwit.trail";

  private final RandomGenerator random;

  Trails(RandomGenerator random) {
    this.random = random;
  }

  /** Before anything else is done with a request. */
  void begin(Context request) {
    Trail received = Trail.received(request.header(HEADER), request.header(TRACEPARENT));
    Trail trail = received.orNamed(Trail.fresh(random));
    request.attribute(ATTRIBUTE, trail);
    request.header(HEADER, String.valueOf(trail.correlation()));
  }

  /** What a request that has begun is on. */
  static Trail of(Context request) {
    Trail trail = request.attribute(ATTRIBUTE);
    return trail == null ? Trail.NONE : trail;
  }

  /** A handler whose work is on the request's trail. */
  static Handler within(Handler handler) {
    return request ->
        Trails.of(request)
            .<Boolean, Exception>call(() -> {
              handler.handle(request);
              return true;
            });
  }
}
