package io.godwit.manager.chronicle;

import io.godwit.manager.history.EventFilter;
import io.godwit.manager.history.Filed;
import io.godwit.model.event.Event;
import io.godwit.protocol.api.EventView;
import io.godwit.protocol.json.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Events as they wait, as they are looked for and as they look from outside. Pure. */
public final class Events {
  private Events() {}

  static Event of(Filed filed) {
    return Json.LENIENT.readValue(filed.body(), Event.class);
  }

  /** The same question that the archive answers in SQL. */
  public static boolean matches(EventFilter filter, Event event) {
    String text = filter.text();
    return same(filter.actor(), event.actor())
        && (filter.actionPrefix() == null || event.action().startsWith(filter.actionPrefix()))
        && same(filter.subjectKind(), event.subjectKind())
        && same(filter.subject(), event.subject())
        && (filter.outcome() == null || filter.outcome() == event.outcome())
        && (filter.since() == null || !event.at().isBefore(filter.since()))
        && (filter.until() == null || event.at().isBefore(filter.until()))
        && (filter.correlation() == null || filter.correlation().equals(event.correlation()))
        && (text == null
            || event.message().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
  }

  /** An event from outside. */
  public static EventView view(Event event) {
    return new EventView(
        event.sequence(),
        event.at(),
        event.actor(),
        event.from(),
        event.action(),
        event.subjectKind(),
        event.subject(),
        EventView.Outcome.valueOf(event.outcome().name()),
        event.message(),
        event.before(),
        event.after(),
        event.task(),
        event.correlation());
  }

  private static boolean same(@Nullable String wanted, String is) {
    return wanted == null || wanted.equals(is);
  }
}
