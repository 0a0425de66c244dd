package io.godwit.agent.memory;

import io.godwit.model.migration.MemoryFacts;
import io.godwit.model.migration.MemoryFacts.Dirtied;
import io.godwit.model.unit.DataSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Some thousand pages of a guest, looked at more than once. What holds of them holds of all its
 * memory, within a few percent.
 */
final class PageSample {
  /** A share of one in a hundred is told within half of itself. */
  static final int PAGES = 4096;

  /** Enough to tell how much of a page changes, and how well pages are packed. */
  private static final int KEPT = 512;

  /** Pages that are packed together, as QEMU does in one packet. */
  private static final int PACKED_TOGETHER = 64;

  /** A run of changed bytes costs as much more, in XBZRLE's encoding. */
  private static final int RUN_COST = 3;

  private final GuestMemory memory;
  private final DataSize total;
  private final List<Page> held = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(GuestMemory.PAGE);
  private final int looked;
  private int zeros;
  private final List<Double> changes = new ArrayList<>();

  /** A page as it was at first; its content is kept of some. */
  private static final class Page {
    final long number;
    final long first;
    final byte @Nullable [] content;
    boolean changed;

    Page(long number, long first, byte @Nullable [] content) {
      this.number = number;
      this.first = first;
      this.content = content;
    }
  }

  /** Takes the first look. */
  PageSample(GuestMemory memory, DataSize total, RandomGenerator random) throws IOException {
    this.memory = memory;
    this.total = total;
    this.looked = (int) Math.min(PAGES, memory.pages());
    int kept = 0;
    for (int i = 0; i < looked; i++) {
      long number = random.nextLong(memory.pages());
      if (memory.isHeld(number)) {
        memory.read(number, buffer);
        boolean zero = isZero(buffer.array());
        zeros += zero ? 1 : 0;
        boolean keep = !zero && kept < KEPT;
        kept += keep ? 1 : 0;
        held.add(new Page(number, digest(buffer.array()), keep ? buffer.array().clone() : null));
      }
    }
  }

  /** What of the guest's memory has changed since the first look. */
  DataSize changed() throws IOException {
    int changed = 0;
    for (Page page : held) {
      if (!page.changed) {
        memory.read(page.number, buffer);
        page.changed = digest(buffer.array()) != page.first;
        if (page.changed && page.content != null) {
          changes.add(changedShare(page.content, buffer.array()));
        }
      }
      changed += page.changed ? 1 : 0;
    }
    return share(changed);
  }

  /**
   * All that was seen.
   *
   * @param dirtied what had changed, by the time since the first look
   */
  MemoryFacts facts(Instant at, List<Dirtied> dirtied) {
    DataSize used = share(held.size());
    return new MemoryFacts(
        at,
        total,
        used,
        share(zeros),
        dirtied,
        packedShare(),
        changes.isEmpty()
            ? null
            : (Double) changes.stream().mapToDouble(Double::doubleValue).average().orElse(1));
  }

  private DataSize share(int pages) {
    return new DataSize(Math.round((double) total.bytes() * pages / Math.max(1, looked)));
  }

  private @Nullable Double packedShare() {
    List<byte[]> contents = held.stream().map(page -> page.content).filter(c -> c != null).toList();
    if (contents.size() < PACKED_TOGETHER) {
      return null;
    }
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      long in = 0;
      long out = 0;
      byte[] packed = new byte[GuestMemory.PAGE * PACKED_TOGETHER * 2];
      for (int i = 0; i + PACKED_TOGETHER <= contents.size(); i += PACKED_TOGETHER) {
        byte[] batch = joined(contents.subList(i, i + PACKED_TOGETHER));
        deflater.reset();
        deflater.setInput(batch);
        deflater.finish();
        in += batch.length;
        out += deflater.deflate(packed);
      }
      return Math.clamp((double) out / in, 0.001, 1.5);
    } finally {
      deflater.end();
    }
  }

  private static byte[] joined(List<byte[]> pages) {
    byte[] joined = new byte[pages.size() * GuestMemory.PAGE];
    for (int i = 0; i < pages.size(); i++) {
      System.arraycopy(pages.get(i), 0, joined, i * GuestMemory.PAGE, GuestMemory.PAGE);
    }
    return joined;
  }

  /** What is left of a page if only the runs of changed bytes are sent. */
  static double changedShare(byte[] before, byte[] after) {
    int cost = 0;
    boolean inRun = false;
    for (int i = 0; i < before.length; i++) {
      boolean differs = before[i] != after[i];
      cost += differs ? 1 : 0;
      cost += differs && !inRun ? RUN_COST : 0;
      inRun = differs;
    }
    return Math.clamp((double) cost / before.length, 0.001, 1.0);
  }

  static boolean isZero(byte[] page) {
    return page[0] == 0 && Arrays.equals(page, 1, page.length, page, 0, page.length - 1);
  }

  /** Good enough to tell that a page has changed; nobody tries to deceive us here. */
  private static long digest(byte[] page) {
    long hash = 0x9E3779B97F4A7C15L;
    ByteBuffer longs = ByteBuffer.wrap(page);
    while (longs.hasRemaining()) {
      hash = (hash ^ longs.getLong()) * 0xFF51AFD7ED558CCDL;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  /** Windows after which it is looked again. */
  static List<Duration> windows() {
    return List.of(Duration.ofMillis(250), Duration.ofSeconds(1));
  }
}
