package io.godwit.manager.task;

import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityKind;
import io.godwit.manager.entity.Table;
import io.godwit.manager.task.TaskChange.Expired;
import io.godwit.manager.task.TaskChange.Receipted;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What calls under idempotency keys have led to.
 *
 * @param all by id
 * @param byAge the ids, the oldest first
 */
public record Receipts(Table<String, Receipt> all, Table<Moment, String> byAge) {
  /**
   * Whoever repeats a call does it within minutes; a day covers a night's batch. Two hours more,
   * because a clock that is set forward makes all of them older.
   */
  static final Duration KEPT = Duration.ofHours(26);

  /** Some megabytes; a call every four seconds for a day. */
  static final int MAX = 20_000;

  /** Old ones go when new ones come, some at a time. */
  private static final int SWEEP = 50;

  static final Receipts EMPTY = new Receipts(Table.empty(), Table.empty());

  private static final String KIND = "receipt";

  /**
   * What the same call has led to.
   *
   * @throws GodwitException IDEMPOTENCY_KEY_REUSED if the key stands for another call
   */
  public Optional<Receipt> of(Idempotency call, Instant now) {
    Optional<Receipt> known =
        all.get(call.id()).filter(receipt -> receipt.at().plus(KEPT).isAfter(now));
    if (known.isPresent() && !known.get().fingerprint().equals(call.fingerprint())) {
      throw new GodwitException(
          ErrorCode.IDEMPOTENCY_KEY_REUSED,
          "The Idempotency-Key was used for another request, at "
              + known.get().at()
              + "; nothing was changed.",
          "Take a new key for each new request, and the old one to repeat one unchanged.");
    }
    return known;
  }

  /**
   * What is to be recorded for a call that has led to something: its receipt, and what expires. No
   * receipt is dated before those that were there: where there are too many the oldest goes first,
   * and after a clock was set back that would be the one just made.
   */
  public List<TaskChange> changes(Idempotency call, Receipt.Kind to, String led, Instant now) {
    List<TaskChange> changes = new ArrayList<>();
    for (String id : byAge.first(SWEEP)) {
      Receipt old = all.get(id).orElseThrow();
      boolean expired = !old.at().plus(KEPT).isAfter(now);
      if (!old.id().equals(call.id()) && (expired || all.size() - changes.size() >= MAX)) {
        changes.add(new Expired(id));
      }
    }
    Instant after = byAge.lastKey().map(last -> last.at().plusNanos(1)).orElse(now);
    changes.add(new Receipted(call.receipt(to, led, after.isAfter(now) ? after : now)));
    return changes;
  }

  Receipts with(Receipt receipt) {
    Receipts others = without(receipt.id());
    return new Receipts(
        others.all.with(receipt.id(), receipt),
        others.byAge.with(new Moment(receipt.at(), receipt.id()), receipt.id()));
  }

  Receipts without(String id) {
    return all.get(id)
        .map(old -> new Receipts(all.without(id), byAge.without(new Moment(old.at(), id))))
        .orElse(this);
  }

  static EntityKey key(String id) {
    return new EntityKey(KIND, id);
  }

  static EntityKind<Receipts, Receipt> kind() {
    return new EntityKind<>(
        KIND,
        Receipt.class,
        Receipt::id,
        (receipts, id) -> receipts.all.get(id),
        Receipts::with,
        receipts -> receipts.all.values());
  }
}
