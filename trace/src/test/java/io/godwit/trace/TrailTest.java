package io.godwit.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

final class TrailTest {
  private static final String PLACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void logLinesHaveTheIdsWithinTheBlockAndNoLonger() {
    Trail.received("outer", null)
        .run(() -> {
          Trail.received("inner", PLACE)
              .run(() -> {
                assertThat(MDC.get(Trail.CORRELATION)).isEqualTo("inner");
                assertThat(MDC.get(Trail.TRACE)).isEqualTo("0af7651916cd43dd8448eb211c80319c");
              });
          assertThat(MDC.get(Trail.CORRELATION)).isEqualTo("outer");
          assertThat(MDC.get(Trail.TRACE)).isNull();
        });
    assertThat(MDC.get(Trail.CORRELATION)).isNull();
    assertThat(Trail.current()).isEqualTo(Trail.NONE);
  }

  @Test
  void aThreadOfADeedGoesOnItsTrail() throws Exception {
    AtomicReference<Trail> there = new AtomicReference<>();
    AtomicReference<String> logged = new AtomicReference<>();
    Trail trail = Trail.received("req-1", PLACE);
    AtomicReference<Thread> made = new AtomicReference<>();
    trail.run(() ->
        made.set(
            Thread.ofVirtual()
                .start(
                    Trail.carried(() -> {
                      there.set(Trail.current());
                      logged.set(MDC.get(Trail.CORRELATION));
                    }))));
    made.get().join();
    assertThat(there.get()).isEqualTo(trail);
    assertThat(logged.get()).isEqualTo("req-1");
  }

  @Test
  void whatIsThrownComesThrough() {
    assertThatThrownBy(() ->
            Trail.received("x", null)
                .<Boolean, IOException>call(() -> {
                  throw new IOException("no space");
                }))
        .isInstanceOf(IOException.class);
    assertThat(MDC.get(Trail.CORRELATION)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a\nERROR forged", "\u00e9", "a\"b", "{\"x\":1}", "\u001b[31m"})
  void anIdThatCouldForgeALogLineIsNotTaken(String id) {
    assertThat(Trail.received(id, null).correlation()).isNull();
    assertThat(Trail.received("x".repeat(65), null).correlation()).isNull();
    assertThat(Trail.received("x".repeat(64), null).correlation()).hasSize(64);
  }

  @Test
  void freshIdsAreSane() {
    assertThat(Trail.isSane(Trail.fresh(new SplittableRandom(7)))).isTrue();
  }

  @Test
  void aPlaceIsReadAsTheStandardSays() {
    assertThat(TraceParent.parse(PLACE).orElseThrow()).hasToString(PLACE);
    assertThat(TraceParent.parse(PLACE.replaceFirst("00", "cc") + "-what-comes-later"))
        .hasValueSatisfying(place -> assertThat(place).hasToString(PLACE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
      })
  void whatIsNoPlaceIsLeftOut(String text) {
    assertThat(TraceParent.parse(text)).isEmpty();
  }
}
