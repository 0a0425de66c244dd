package io.godwit.manager.rest;

import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.gate.Caller;
import io.godwit.manager.identity.gate.Need;
import io.godwit.manager.rest.Sites.Site;
import io.godwit.model.identity.ObjectPath;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.Header;
import java.util.Optional;

/** Puts the entrance in front of a route's handler. */
final class Guard {
  private static final String PRINCIPAL = "io.godwit.principal";

  private final Sites sites;

  Guard(Sites sites) {
    this.sites = sites;
  }

  /** The handler behind the entrance. */
  Handler before(Access access, Handler handler) {
    return request -> {
      if (isGuarded(access)) {
        Site here = sites.here().orElseThrow(Elsewhere::new);
        Principal who = here.entrance().identify(caller(request));
        request.attribute(PRINCIPAL, who);
        here.entrance().require(who, need(access, here, request));
      }
      handler.handle(request);
    };
  }

  private boolean isGuarded(Access access) {
    return switch (access) {
      case Access.Open _ -> false;
      case Access.NeedsWhereLeading _ -> sites.here().isPresent();
      case Access.Known _, Access.Listed _, Access.Needs _, Access.NeedsOnBody _ -> true;
    };
  }

  /** What a route asks of whoever uses it. */
  private static Need need(Access access, Site here, Context request) {
    return switch (access) {
      case Access.Open _ -> throw new IllegalStateException("an open route needs nothing");
      case Access.Known _ -> new Need.ToBeKnown();
      case Access.NeedsWhereLeading needs -> new Need.Of(needs.privilege(), ObjectPath.ROOT);
      case Access.Listed _, Access.NeedsOnBody _ -> new Need.ToBeLoggedIn();
      case Access.Needs needs ->
          new Need.Of(needs.privilege(), needs.object().of(here.inventory().now(), request));
    };
  }

  static Caller caller(Context request) {
    return new Caller(request.header(Header.AUTHORIZATION), request.ip());
  }

  /** Whom the guard let pass. */
  static Principal who(Context request) {
    return Optional.ofNullable(request.<Principal>attribute(PRINCIPAL))
        .orElseThrow(() -> new IllegalStateException("nobody was asked who they are"));
  }
}
