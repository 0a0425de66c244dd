package io.godwit.manager.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.godwit.manager.history.Filed;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.protocol.json.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private static final EventDraft DRAFT =
      EventDraft.of(
          Instant.EPOCH,
          new Origin("ann", "192.0.2.1", "c1"),
          "vm.start",
          "vm",
          "web",
          Event.Outcome.SUCCEEDED,
          "It runs.");

  private static Outbox full() {
    Outbox outbox = Outbox.EMPTY;
    while (outbox.hasRoom(1)) {
      outbox = outbox.apply(new OutboxChange.Happened(DRAFT));
    }
    return outbox;
  }

  @Test
  void numbersEverythingInOneSequence() {
    Outbox outbox =
        Outbox.EMPTY
            .apply(new OutboxChange.Happened(DRAFT))
            .apply(new OutboxChange.Finished(Filed.Kind.TASK, "t1", Instant.EPOCH, "{}"))
            .apply(new OutboxChange.Concluded(DRAFT.changing(null, "x").within("t1")));
    assertThat(outbox.waiting().values()).extracting(Filed::sequence).containsExactly(1L, 2L, 3L);
    Event last = Json.LENIENT.readValue(outbox.waiting().get(3L).orElseThrow().body(), Event.class);
    assertThat(last.sequence()).isEqualTo(3);
    assertThat(last.actor()).isEqualTo("ann");
    assertThat(last.correlation()).isEqualTo("c1");
    assertThat(last.task()).isEqualTo("t1");
    assertThat(last.after()).isEqualTo("\"x\"");
  }

  @Test
  void neverGivesASequenceTwice() {
    Outbox drained =
        Outbox.EMPTY
            .apply(new OutboxChange.Happened(DRAFT))
            .apply(new OutboxChange.Drained(1))
            .apply(new OutboxChange.Happened(DRAFT));
    assertThat(drained.waiting().values()).extracting(Filed::sequence).containsExactly(2L);
    assertThat(drained.characters())
        .isEqualTo(drained.waiting().get(2L).orElseThrow().body().length());
    assertThatIllegalStateException().isThrownBy(() -> drained.apply(new OutboxChange.Drained(3)));
  }

  @Test
  void refusesWhatIsNewWhenItIsFullAndLeavesRoomForEnds() {
    Outbox full = full();
    assertThatExceptionOfType(GodwitException.class)
        .isThrownBy(() -> full.requireRoom(1))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.HISTORY_FULL));
    Outbox ends = full;
    for (int i = 0; i < Outbox.RESERVE; i++) {
      ends = ends.apply(new OutboxChange.Concluded(DRAFT));
    }
    assertThat(ends.waiting().size()).isEqualTo(Outbox.MAX_WAITING);
    Outbox last = ends;
    assertThatIllegalStateException()
        .isThrownBy(() -> last.apply(new OutboxChange.Concluded(DRAFT)));
    assertThat(last.apply(new OutboxChange.Drained(10_000)).hasRoom(1)).isTrue();
  }

  @Test
  void leavesAStateOutThatIsTooLargeForTheHistory() {
    String large = "x".repeat(Event.MAX_STATE);
    assertThat(DRAFT.changing(large, "small").before()).contains("omitted");
    assertThat(DRAFT.changing(large, "small").after()).isEqualTo("\"small\"");
  }
}
