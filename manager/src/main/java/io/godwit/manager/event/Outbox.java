package io.godwit.manager.event;

import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityKind;
import io.godwit.manager.entity.Table;
import io.godwit.manager.history.Filed;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has happened and is not in the history yet. Hard state: an event is kept from the moment it
 * is recorded, whatever becomes of the database.
 *
 * @param lastSequence the highest ever given; 0 before the first
 * @param waiting by sequence
 * @param characters of their bodies
 */
public record Outbox(long lastSequence, Table<Long, Filed> waiting, long characters) {
  /**
   * A busy day of a large data center, some tens of megabytes of the manager's and of its peers.
   */
  public static final int MAX_WAITING = 50_000;

  /**
   * What only ends may use: two items for each of the tasks that may run at once (2,000) and four
   * for each migration (256), with some to spare. So whatever was begun can end.
   */
  static final int RESERVE = 5_500;

  /** What may wait before new things are refused. */
  public static final int ROOM = MAX_WAITING - RESERVE;

  /** Bodies are about a kilobyte; specs of large VMs in them must not add up to all memory. */
  static final long MAX_CHARACTERS = 64L << 20;

  public static final Outbox EMPTY = new Outbox(0, Table.empty(), 0);

  private static final String HEAD = "outbox-head";
  private static final String ITEM = "outbox";
  private static final EntityKey HEAD_KEY = new EntityKey(HEAD, "head");

  /** The number that must outlive the items. */
  private record Head(long lastSequence) {}

  /** Whether so many things may happen that do not end what was begun. */
  public boolean hasRoom(int events) {
    return waiting.size() + events <= ROOM && characters < MAX_CHARACTERS;
  }

  /**
   * Refuses what would have to be recorded and cannot be.
   *
   * @throws GodwitException HISTORY_FULL
   */
  public void requireRoom(int events) {
    if (!hasRoom(events)) {
      throw new GodwitException(
          ErrorCode.HISTORY_FULL,
          waiting.size()
              + " events wait to be written to the history, which has not taken any for a while;"
              + " nothing was changed.",
          "See that the history's database runs and has room; the manager's log says what it"
              + " lacks.");
    }
  }

  /**
   * What a change does.
   *
   * @throws IllegalStateException if it cannot follow this state
   */
  public Outbox apply(OutboxChange change) {
    return switch (change) {
      case OutboxChange.Happened happened -> add(happened.event());
      case OutboxChange.Concluded concluded -> add(concluded.event());
      case OutboxChange.Finished finished ->
          put(
              new Filed(
                  lastSequence + 1,
                  finished.kind(),
                  finished.id(),
                  finished.at(),
                  finished.body()));
      case OutboxChange.Drained drained -> drain(drained.upTo());
    };
  }

  /** The entities in which {@code after}, reached by this change among others, may differ. */
  public List<EntityKey> touched(OutboxChange change, Outbox after) {
    List<EntityKey> keys = new ArrayList<>();
    switch (change) {
      case OutboxChange.Happened _, OutboxChange.Concluded _, OutboxChange.Finished _ -> {
        keys.add(HEAD_KEY);
        after.waiting.after(lastSequence).values().forEach(filed -> keys.add(key(filed)));
      }
      case OutboxChange.Drained drained ->
          waiting.upTo(drained.upTo()).values().forEach(filed -> keys.add(key(filed)));
    }
    return keys;
  }

  /** What is kept of it. */
  public static List<EntityKind<Outbox, ?>> kinds() {
    return List.of(
        new EntityKind<Outbox, Head>(
            HEAD,
            Head.class,
            _ -> HEAD_KEY.id(),
            (outbox, _) -> outbox.head(),
            (outbox, head) ->
                new Outbox(
                    Math.max(outbox.lastSequence, head.lastSequence()),
                    outbox.waiting,
                    outbox.characters),
            outbox -> outbox.head().stream().toList()),
        new EntityKind<Outbox, Filed>(
            ITEM,
            Filed.class,
            Outbox::id,
            (outbox, id) -> outbox.waiting.get(Long.parseLong(id)),
            Outbox::loaded,
            outbox -> outbox.waiting.values()));
  }

  private Optional<Head> head() {
    return lastSequence == 0 ? Optional.empty() : Optional.of(new Head(lastSequence));
  }

  private Outbox add(EventDraft draft) {
    long sequence = lastSequence + 1;
    String body = Json.LENIENT.writeValueAsString(draft.numbered(sequence));
    return put(new Filed(sequence, Filed.Kind.EVENT, Long.toString(sequence), draft.at(), body));
  }

  private Outbox put(Filed filed) {
    if (waiting.size() >= MAX_WAITING) {
      throw new IllegalStateException("the outbox and its reserve are full");
    }
    return new Outbox(
        filed.sequence(),
        waiting.with(filed.sequence(), filed),
        characters + filed.body().length());
  }

  private Outbox loaded(Filed filed) {
    return new Outbox(
        Math.max(lastSequence, filed.sequence()),
        waiting.with(filed.sequence(), filed),
        characters + filed.body().length());
  }

  private Outbox drain(long upTo) {
    if (upTo > lastSequence) {
      throw new IllegalStateException("nothing has the sequence " + upTo + " yet");
    }
    long gone = 0;
    Table<Long, Filed> left = waiting;
    for (Filed filed : waiting.upTo(upTo).values()) {
      gone += filed.body().length();
      left = left.without(filed.sequence());
    }
    return new Outbox(lastSequence, left, characters - gone);
  }

  private static EntityKey key(Filed filed) {
    return new EntityKey(ITEM, id(filed));
  }

  private static String id(Filed filed) {
    return Long.toString(filed.sequence());
  }
}
