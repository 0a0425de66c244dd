package io.godwit.agent.memory;

import io.godwit.model.unit.DataSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The memory of one guest, as the kernel shows it of QEMU's process. Reading it disturbs nobody:
 * only pages that are there are read.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/mm/pagemap.html">pagemap</a>
 */
final class GuestMemory implements AutoCloseable {
  static final int PAGE = 4096;

  /** Present, or swapped out. */
  private static final long HELD = 3L << 62;

  private final FileChannel pagemap;
  private final FileChannel content;
  private final long start;
  private final long pages;
  private final ByteBuffer entry = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());

  private GuestMemory(FileChannel pagemap, FileChannel content, long start, long pages) {
    this.pagemap = pagemap;
    this.content = content;
    this.start = start;
    this.pages = pages;
  }

  /**
   * Opens it.
   *
   * @param size of the guest's memory, by which it is found among QEMU's other memory
   * @return nothing if there is no mapping of that size
   * @throws IOException if the process is gone, or not ours to look into
   */
  static Optional<GuestMemory> open(long pid, DataSize size) throws IOException {
    OptionalLong start;
    try (Stream<String> maps = Files.lines(process(pid).resolve("maps"))) {
      start = start(maps, size);
    }
    return start.isEmpty() ? Optional.empty() : Optional.of(openAt(pid, start.getAsLong(), size));
  }

  /** Opens what begins at an address of that process. */
  static GuestMemory openAt(long pid, long start, DataSize size) throws IOException {
    FileChannel pagemap = FileChannel.open(process(pid).resolve("pagemap"));
    try {
      FileChannel content = FileChannel.open(process(pid).resolve("mem"));
      return new GuestMemory(pagemap, content, start, size.bytes() / PAGE);
    } catch (IOException refused) {
      pagemap.close();
      throw refused;
    }
  }

  private static Path process(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }

  /** Where the smallest mapping begins that may hold a guest's memory of this size. */
  static OptionalLong start(Stream<String> maps, DataSize size) {
    return maps.map(Mapping::parse)
        .flatMap(Optional::stream)
        .filter(each -> each.length() >= size.bytes())
        .min(Comparator.comparingLong(Mapping::length))
        .map(found -> OptionalLong.of(found.start()))
        .orElseGet(OptionalLong::empty);
  }

  /** A private, writable, anonymous piece of an address space that holds no code. */
  private record Mapping(long start, long end) {
    long length() {
      return end - start;
    }

    /** From a line as {@code 7f..-7f.. rw-p 00000000 00:00 0}. */
    static Optional<Mapping> parse(String line) {
      String[] words = line.split(" +", 6);
      boolean anonymous = words.length >= 5 && words[4].equals("0");
      // QEMU's emulator writes its translations to a piece that may be as large as a guest's
      // memory; that one is executable.
      if (!anonymous || !words[1].equals("rw-p")) {
        return Optional.empty();
      }
      String[] ends = words[0].split("-", 2);
      return Optional.of(
          new Mapping(Long.parseUnsignedLong(ends[0], 16), Long.parseUnsignedLong(ends[1], 16)));
    }
  }

  long pages() {
    return pages;
  }

  /** Whether the host holds this page for the guest. */
  boolean isHeld(long page) throws IOException {
    entry.clear();
    int read = pagemap.read(entry, (start / PAGE + page) * Long.BYTES);
    return read == Long.BYTES && (entry.getLong(0) & HELD) != 0;
  }

  /** Reads one page. */
  void read(long page, ByteBuffer into) throws IOException {
    into.clear();
    long at = start + page * PAGE;
    while (into.hasRemaining()) {
      if (content.read(into, at + into.position()) < 0) {
        throw new IOException("the process has ended");
      }
    }
    into.flip();
  }

  @Override
  public void close() throws IOException {
    try (pagemap) {
      content.close();
    }
  }
}
