package io.godwit.qmp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of bytes into lines of a bounded length. Used by one thread. */
final class LineReader {
  private static final int CHUNK_BYTES = 64 << 10;

  private final ReadableByteChannel channel;
  private final int maxLineBytes;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).flip();

  LineReader(ReadableByteChannel channel, int maxLineBytes) {
    this.channel = channel;
    this.maxLineBytes = maxLineBytes;
  }

  /**
   * The next line that is not blank, without its end; null where the stream ends after a whole
   * line.
   *
   * @throws UnreadableInput if a line is too long, or the stream ends inside one
   */
  byte @Nullable [] next() throws IOException {
    while (true) {
      byte[] line = nextLine();
      if (line == null || !isBlank(line)) {
        return line;
      }
    }
  }

  private byte @Nullable [] nextLine() throws IOException {
    // A fresh buffer per line: one that grew for the schema must not stay for the VM's lifetime.
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    while (true) {
      if (!chunk.hasRemaining() && !fill()) {
        if (line.size() == 0) {
          return null;
        }
        throw new UnreadableInput("the stream ends inside a message of " + line.size() + " bytes");
      }
      int start = chunk.position();
      int end = start;
      while (end < chunk.limit() && chunk.get(end) != '\n') {
        end++;
      }
      line.write(chunk.array(), start, end - start);
      if (line.size() > maxLineBytes) {
        throw new UnreadableInput("a message is longer than " + maxLineBytes + " bytes");
      }
      boolean complete = end < chunk.limit();
      chunk.position(complete ? end + 1 : end);
      if (complete) {
        return line.toByteArray();
      }
    }
  }

  private boolean fill() throws IOException {
    chunk.clear();
    int count = channel.read(chunk);
    chunk.flip();
    return count >= 0;
  }

  private static boolean isBlank(byte[] line) {
    for (byte octet : line) {
      if (octet != ' ' && octet != '\t' && octet != '\r') {
        return false;
      }
    }
    return true;
  }
}
