package io.godwit.manager.chronicle;

import io.godwit.manager.history.Cursor;
import io.godwit.manager.history.EventFilter;
import io.godwit.manager.history.Filed;
import io.godwit.manager.history.MigrationFilter;
import io.godwit.manager.history.Page;
import io.godwit.manager.history.Paging;
import io.godwit.manager.history.TaskFilter;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.TaskView;
import io.godwit.protocol.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A history in memory, which can be away. */
public final class FakeArchive implements Archive {
  private final SortedMap<Long, Filed> kept = new TreeMap<>();
  private final List<Long> order = new ArrayList<>();
  private boolean away;

  public synchronized void away(boolean is) {
    away = is;
  }

  /** What was appended, in the order it came, repeats included. */
  public synchronized List<Long> appended() {
    return List.copyOf(order);
  }

  public synchronized List<Filed> kept() {
    return List.copyOf(kept.values());
  }

  @Override
  public synchronized void append(List<Filed> batch) {
    refuseIfAway();
    for (Filed filed : batch) {
      kept.put(filed.sequence(), filed);
      order.add(filed.sequence());
    }
  }

  @Override
  public synchronized Page<Event> events(EventFilter filter, Paging paging) {
    Page<Filed> page =
        page(
            paging,
            filed -> filed.kind() == Filed.Kind.EVENT && Events.matches(filter, Events.of(filed)));
    return page.map(Events::of);
  }

  @Override
  public synchronized List<Event> eventsAfter(long sequence, int limit) {
    refuseIfAway();
    return kept.tailMap(sequence + 1).values().stream()
        .filter(filed -> filed.kind() == Filed.Kind.EVENT)
        .limit(limit)
        .map(Events::of)
        .toList();
  }

  @Override
  public synchronized Page<Filed> tasks(TaskFilter filter, Paging paging) {
    return page(
        paging,
        filed ->
            filed.kind() == Filed.Kind.TASK
                && TaskMatch.fits(filter, Json.LENIENT.readValue(filed.body(), TaskView.class)));
  }

  @Override
  public synchronized Page<Filed> migrations(MigrationFilter filter, Paging paging) {
    return page(
        paging,
        filed ->
            filed.kind() == Filed.Kind.MIGRATION
                && TaskMatch.fits(
                    filter, Json.LENIENT.readValue(filed.body(), MigrationView.class)));
  }

  @Override
  public synchronized Optional<Filed> task(String id) {
    return find(Filed.Kind.TASK, id);
  }

  @Override
  public synchronized Optional<Filed> migration(String id) {
    return find(Filed.Kind.MIGRATION, id);
  }

  private Optional<Filed> find(Filed.Kind kind, String id) {
    refuseIfAway();
    return kept.values().stream().filter(f -> f.kind() == kind && f.id().equals(id)).findFirst();
  }

  private Page<Filed> page(Paging paging, Predicate<Filed> fits) {
    refuseIfAway();
    List<Placed<Filed>> all = new ArrayList<>();
    for (Filed filed : kept.values()) {
      if (fits.test(filed)) {
        all.add(new Placed<>(filed.at(), filed.sequence(), filed));
      }
    }
    all.sort(Placed.newestFirst());
    String cursor = paging.cursor();
    if (cursor != null) {
      Cursor after = Cursor.parse(cursor, paging.order());
      all.removeIf(each -> !each.isAfter(after));
    }
    boolean more = all.size() > paging.limit();
    List<Placed<Filed>> part = more ? all.subList(0, paging.limit()) : all;
    return new Page<>(
        part.stream().map(Placed::view).toList(), more ? part.getLast().cursor().toString() : null);
  }

  private void refuseIfAway() {
    if (away) {
      throw new GodwitException(
          ErrorCode.HISTORY_UNAVAILABLE,
          "The database is away since " + Instant.EPOCH + ".",
          "Wait.");
    }
  }
}
