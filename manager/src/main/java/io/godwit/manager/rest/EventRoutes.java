package io.godwit.manager.rest;

import io.godwit.manager.history.EventFilter;
import io.godwit.manager.identity.Sight;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.EventView;
import io.godwit.protocol.api.PageView;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Supplier;

/** What happened, page by page or as it happens. */
final class EventRoutes {
  private final Supplier<Sites.Site> site;
  private final EventFeed feed;

  EventRoutes(Supplier<Sites.Site> site, EventFeed feed) {
    this.site = site;
    this.feed = feed;
  }

  List<Route> routes() {
    return List.of(Route.get(ApiPaths.EVENTS, new Access.Listed(Privilege.EVENT_VIEW), this::list));
  }

  private void list(Context request) throws InterruptedException {
    Sites.Site here = site.get();
    Queries.Asked<EventFilter> asked = Queries.events(request);
    if (Queries.wantsStream(request)) {
      long after = after(request, here.inventory().now().hard().outbox().lastSequence());
      feed.follow(request, here, new EventFeed.Wish(asked.filter(), after, Guard.who(request)));
    } else {
      Sight visible = here.entrance().visible(Guard.who(request), Privilege.EVENT_VIEW);
      Lineages places = new Lineages(here.inventory().now());
      PageView<EventView> page =
          here.chronicle().events(asked.filter(), asked.cursor(), asked.limit());
      Answers.json(
          request,
          page.only(event -> visible.test(places.of(event.subjectKind(), event.subject()))));
    }
  }

  /** Browsers name the last event they had in a header; others say where to begin. */
  private static long after(Context request, long now) {
    String last = request.header("Last-Event-ID");
    if (last != null) {
      return Queries.sequence("Last-Event-ID", last);
    }
    String after = request.queryParam("after");
    return after == null ? now : Queries.sequence("after", after);
  }
}
