package io.godwit.agent.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.migration.MemoryFacts;
import io.godwit.model.migration.MemoryFacts.Dirtied;
import io.godwit.model.unit.DataSize;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks at memory of this very process, as it does at a guest's. */
final class PageSampleTest {
  private static final DataSize SIZE = DataSize.ofMebibytes(96);

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory = arena.allocate(SIZE.bytes(), GuestMemory.PAGE);
  private final SplittableRandom random = new SplittableRandom(7);

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void tellsZerosContentAndWhatWasRewritten() throws IOException {
    fill(0, 48, random);
    try (GuestMemory guest = opened()) {
      PageSample sample = new PageSample(guest, SIZE, random);
      assertThat(sample.changed().bytes()).isZero();
      fill(0, 24, random);
      DataSize changed = sample.changed();
      MemoryFacts facts =
          sample.facts(Instant.EPOCH, List.of(new Dirtied(Duration.ofSeconds(1), changed)));
      // The arena has been written with zeros, so that all of it is held.
      assertThat(facts.used().toMebibytes()).isBetween(90L, 96L);
      assertThat(facts.filled().toMebibytes()).isBetween(42L, 54L);
      assertThat(changed.toMebibytes()).isBetween(20L, 28L);
      assertThat(facts.packedShare()).isGreaterThan(0.95);
      assertThat(facts.changedShare()).isGreaterThan(0.95);
    }
  }

  @Test
  void tellsWhatPacksWell() throws IOException {
    for (long at = 0; at < SIZE.bytes(); at += Long.BYTES) {
      memory.set(ValueLayout.JAVA_LONG, at, at / 4096);
    }
    try (GuestMemory guest = opened()) {
      MemoryFacts facts = new PageSample(guest, SIZE, random).facts(Instant.EPOCH, List.of());
      assertThat(facts.packedShare()).isLessThan(0.1);
      assertThat(facts.changedShare()).isNull();
    }
  }

  @Test
  void countsRunsOfChangedBytes() {
    byte[] before = new byte[GuestMemory.PAGE];
    byte[] after = before.clone();
    after[100] = 1;
    after[101] = 1;
    after[3000] = 1;
    assertThat(PageSample.changedShare(before, after)).isEqualTo((3 + 2 * 3) / 4096.0);
    assertThat(PageSample.isZero(before)).isTrue();
    assertThat(PageSample.isZero(after)).isFalse();
  }

  private void fill(long fromMebibyte, long toMebibyte, SplittableRandom content) {
    for (long at = fromMebibyte << 20; at < toMebibyte << 20; at += Long.BYTES) {
      memory.set(ValueLayout.JAVA_LONG, at, content.nextLong());
    }
  }

  private GuestMemory opened() throws IOException {
    // By its address: a JVM has other mappings of about this size, and the kernel joins neighbours.
    return GuestMemory.openAt(ProcessHandle.current().pid(), memory.address(), SIZE);
  }
}
