package io.godwit.testbed.bench;

import io.godwit.protocol.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * As little QMP as a script needs: a line out, a line in. On purpose not our own client, which is
 * part of what is measured.
 */
final class QmpLines implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 120;
  private static final long RETRY_MS = 2;

  private final SocketChannel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final List<JsonNode> lines = new ArrayList<>();

  private QmpLines(SocketChannel channel) {
    this.channel = channel;
    Thread.ofVirtual().name("bare-qmp").start(this::read);
  }

  /** Connects as soon as the process listens, and negotiates. */
  static QmpLines connect(Path socket) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (true) {
      try {
        QmpLines qmp = new QmpLines(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        qmp.await(line -> line.has("QMP"));
        qmp.execute("{'execute':'qmp_capabilities'}");
        return qmp;
      } catch (IOException notYet) {
        if (System.nanoTime() > end) {
          throw notYet;
        }
        Thread.sleep(RETRY_MS);
      }
    }
  }

  /** Sends one command, in single quotes, and waits for its answer. */
  JsonNode execute(String command) throws IOException, InterruptedException {
    forgetAnswers();
    ByteBuffer bytes =
        ByteBuffer.wrap((command.replace('\'', '"') + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    JsonNode answer = await(line -> line.has("return") || line.has("error"));
    if (answer.has("error")) {
      throw new IOException(command + ": " + answer.get("error"));
    }
    return answer.get("return");
  }

  /** Waits for an event that has not been waited for before; returns its time stamp. */
  Instant awaitEvent(String name) throws InterruptedException {
    return stamp(await(line -> line.path("event").asString("").equals(name)));
  }

  /** Waits for MIGRATION with this status. */
  void awaitMigration(String status) throws InterruptedException {
    await(line ->
        line.path("event").asString("").equals("MIGRATION")
            && line.path("data").path("status").asString("").equals(status));
  }

  /** Forgets all events so far. */
  void forget() {
    lock.lock();
    try {
      lines.clear();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void forgetAnswers() {
    lock.lock();
    try {
      lines.removeIf(line -> line.has("return") || line.has("error"));
    } finally {
      lock.unlock();
    }
  }

  private JsonNode await(Predicate<JsonNode> wanted) throws InterruptedException {
    long left = TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    lock.lockInterruptibly();
    try {
      while (true) {
        for (JsonNode line : lines) {
          if (wanted.test(line)) {
            lines.remove(line);
            return line;
          }
        }
        if (left <= 0) {
          throw new IllegalStateException("bare QEMU did not say what was waited for: " + lines);
        }
        left = arrived.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private static Instant stamp(JsonNode event) {
    JsonNode stamp = event.path("timestamp");
    return Instant.ofEpochSecond(
        stamp.path("seconds").asLong(), stamp.path("microseconds").asLong() * 1000);
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode parsed = Json.LENIENT.readTree(line);
        lock.lock();
        try {
          lines.add(parsed);
          arrived.signalAll();
        } finally {
          lock.unlock();
        }
      }
    } catch (IOException closed) {
      // The script's waits have deadlines of their own.
    }
  }
}
