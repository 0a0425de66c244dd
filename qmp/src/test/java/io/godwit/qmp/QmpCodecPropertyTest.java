package io.godwit.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeded; {@code -Dgodwit.seed=N} replays a failure. */
class QmpCodecPropertyTest {
  private static final int ROUNDS = 20_000;
  private static final int MAX_LINE = 4_096;

  private static final List<String> SAMPLES =
      List.of(
          "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 2, \"minor\": 0, \"major\": 10},"
              + " \"package\": \"Debian\"}, \"capabilities\": [\"oob\"]}}",
          "{\"return\": {\"status\": \"running\", \"running\": true}, \"id\": 7}",
          "{\"id\": 3, \"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}",
          "{\"timestamp\": {\"seconds\": 1763, \"microseconds\": 17}, \"event\": \"MIGRATION\","
              + " \"data\": {\"status\": \"active\"}}",
          "{\"timestamp\": {\"seconds\": -1, \"microseconds\": -1}, \"event\": \"SHUTDOWN\","
              + " \"data\": {\"guest\": true, \"reason\": \"guest-shutdown\"}}");

  private final long seed = Long.getLong("godwit.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void anyMutationIsAMessageOrUnreadableAndNothingElse() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] line = mutated();
      try {
        assertThat(QmpCodec.decode(line)).isNotNull();
      } catch (UnreadableInput expected) {
        assertThat(expected.getMessage()).isNotBlank();
      } catch (RuntimeException | Error wrong) {
        throw new AssertionError(
            "seed " + seed + " round " + round + ": " + new String(line, StandardCharsets.UTF_8),
            wrong);
      }
    }
  }

  @Test
  void linesDoNotDependOnHowTheBytesArrive() throws IOException {
    for (int round = 0; round < 200; round++) {
      List<String> lines = new ArrayList<>();
      for (int i = random.nextInt(20); i >= 0; i--) {
        lines.add("x".repeat(1 + random.nextInt(MAX_LINE)));
      }
      String separator = random.nextBoolean() ? "\n" : "\n\r\n \n";
      String stream = String.join(separator, lines) + "\n";
      LineReader reader = new LineReader(dribbling(stream), MAX_LINE);
      List<String> read = new ArrayList<>();
      for (byte[] line = reader.next(); line != null; line = reader.next()) {
        read.add(new String(line, StandardCharsets.UTF_8));
      }
      assertThat(read).as("seed %d round %d", seed, round).isEqualTo(lines);
    }
  }

  @Test
  void everyTruncationOfAStreamIsNoticed() throws IOException {
    String sample = SAMPLES.get(1);
    for (int length = 1; length < sample.length(); length++) {
      LineReader reader = new LineReader(dribbling(sample.substring(0, length)), MAX_LINE);
      assertThatExceptionOfType(UnreadableInput.class).isThrownBy(reader::next);
    }
  }

  @Test
  void aLineOfExactlyTheLimitPassesAndOneByteMoreDoesNot() throws IOException {
    String longest = "x".repeat(MAX_LINE);
    assertThat(new LineReader(dribbling(longest + "\n"), MAX_LINE).next()).hasSize(MAX_LINE);
    LineReader tooLong = new LineReader(dribbling(longest + "x\n"), MAX_LINE);
    assertThatExceptionOfType(UnreadableInput.class).isThrownBy(tooLong::next);
  }

  private byte[] mutated() {
    byte[] line = SAMPLES.get(random.nextInt(SAMPLES.size())).getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(6); i > 0; i--) {
      int at = random.nextInt(line.length);
      switch (random.nextInt(4)) {
        case 0 -> line[at] = (byte) random.nextInt(256);
        case 1 -> line[at] = (byte) "{}[]\",:0-9eE.ntf\\".charAt(random.nextInt(17));
        case 2 -> line = Arrays.copyOf(line, Math.max(1, at));
        default -> line[at] = line[random.nextInt(line.length)];
      }
    }
    return line;
  }

  /** Gives one to seven bytes at a time. */
  private ReadableByteChannel dribbling(String stream) {
    ReadableByteChannel whole =
        Channels.newChannel(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer into) throws IOException {
        ByteBuffer sip = ByteBuffer.allocate(1 + random.nextInt(7));
        int count = whole.read(sip);
        into.put(sip.flip());
        return count;
      }

      @Override
      public boolean isOpen() {
        return whole.isOpen();
      }

      @Override
      public void close() throws IOException {
        whole.close();
      }
    };
  }
}
