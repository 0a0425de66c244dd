package io.godwit.manager.history.feed;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.godwit.manager.history.Filed;
import io.godwit.manager.history.feed.HistorySource.Backlog;
import io.godwit.manager.history.feed.Pump.Step;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class PumpTest {
  private final List<List<Filed>> archived = new ArrayList<>();
  private final FakeSource source = new FakeSource();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    ((Logger) LoggerFactory.getLogger(Pump.class)).addAppender(log);
  }

  @AfterEach
  void leave() {
    ((Logger) LoggerFactory.getLogger(Pump.class)).detachAppender(log);
  }

  @Test
  void movesBatchesInOrderAndSaysWhenTheyAreDone() {
    source.add(filed(1, Pump.BATCH + 10));
    Pump pump = pump(archived::add);
    assertThat(pump.attempt(0)).isEqualTo(new Step.Moved(Pump.BATCH));
    assertThat(pump.attempt(0)).isEqualTo(new Step.Moved(10));
    assertThat(pump.attempt(0)).isEqualTo(new Step.Idle());
    assertThat(source.done()).containsExactly((long) Pump.BATCH, Pump.BATCH + 10L);
    assertThat(archived.getFirst().getFirst().sequence()).isEqualTo(1);
    assertThat(pump.filed()).isEqualTo(Pump.BATCH + 10);
    assertThat(source.backlog()).isEqualTo(Backlog.NONE);
  }

  @Test
  void aBatchThatWasNotArchivedIsNotDoneAndComesAgain() {
    source.add(filed(1, 5));
    boolean[] away = {true};
    Pump pump =
        pump(batch -> {
          archived.add(batch);
          if (away[0]) {
            throw unavailable();
          }
        });
    assertThat(pump.attempt(0)).isInstanceOf(Step.Failed.class);
    assertThat(source.done()).isEmpty();
    assertThat(source.backlog().count()).isEqualTo(5);
    assertThat(source.backlog().oldest()).isEqualTo(Instant.EPOCH);
    away[0] = false;
    assertThat(pump.attempt(1)).isEqualTo(new Step.Moved(5));
    assertThat(archived.get(1)).isEqualTo(archived.get(0));
    assertThat(pump.failures()).isEqualTo(1);
  }

  @Test
  void aBatchWhoseEndCouldNotBeRecordedIsArchivedAgain() {
    boolean[] away = {true};
    FakeSource forgetful =
        new FakeSource(sequence -> {
          if (away[0]) {
            throw unavailable();
          }
        });
    forgetful.add(filed(1, 3));
    Pump pump = new Pump(forgetful, archived::add, new Random(1));
    assertThat(pump.attempt(0)).isInstanceOf(Step.Failed.class);
    away[0] = false;
    assertThat(pump.attempt(1)).isEqualTo(new Step.Moved(3));
    assertThat(archived).hasSize(2);
  }

  @Test
  void pausesGrowToALimitAndStartAnewAfterASuccess() {
    source.add(filed(1, 1));
    boolean[] away = {true};
    Pump pump =
        pump(batch -> {
          if (away[0]) {
            throw unavailable();
          }
        });
    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      pauses.add(((Step.Failed) pump.attempt(i)).pause());
    }
    assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
    assertThat(pauses.subList(10, 20))
        .allSatisfy(p -> assertThat(p).isBetween(Duration.ofMillis(7500), Duration.ofSeconds(15)));
    away[0] = false;
    pump.attempt(21);
    away[0] = true;
    source.add(filed(2, 2));
    assertThat(((Step.Failed) pump.attempt(22)).pause()).isLessThan(Duration.ofMillis(251));
  }

  @Test
  void aTroubleThatLastsADayIsToldSomeHundredTimesAndItsEndOnce() {
    source.add(filed(1, 1));
    boolean[] away = {true};
    Pump pump =
        pump(batch -> {
          if (away[0]) {
            throw unavailable();
          }
        });
    long now = 0;
    long day = Duration.ofDays(1).toNanos();
    while (now < day) {
      now += ((Step.Failed) pump.attempt(now)).pause().toNanos();
    }
    assertThat(pump.failures()).isGreaterThan(5000);
    assertThat(log.list).hasSizeBetween(200, 24 * 12 + 1);
    assertThat(log.list.getFirst().getFormattedMessage()).contains("away").contains("1 wait");
    away[0] = false;
    int before = log.list.size();
    pump.attempt(now);
    pump.attempt(now);
    assertThat(log.list).hasSizeLessThanOrEqualTo(before + 1);
  }

  private Pump pump(Consumer<List<Filed>> archive) {
    return new Pump(source, archive, new Random(1));
  }

  private static GodwitException unavailable() {
    return new GodwitException(ErrorCode.HISTORY_UNAVAILABLE, "It is away.", "Wait.");
  }

  static List<Filed> filed(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(n -> new Filed(n, Filed.Kind.TASK, "t" + n, Instant.EPOCH, "{}"))
        .toList();
  }
}
