package io.godwit.protocol.client;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;

/** Reads server-sent events. */
final class EventReader {
  /** Leaders that go one after the other while somebody watches; more is something else. */
  private static final int MAX_STREAMS = 10;

  /** A stream that lasted so long was a good one: what breaks then is counted anew. */
  private static final Duration GOOD = Duration.ofMinutes(1);

  /** What an event is called that has no name. */
  private static final String UNNAMED = "message";

  private final Transport transport;

  EventReader(Transport transport) {
    this.transport = transport;
  }

  /** One event: what it is called and what it carries. */
  record Told(String name, String data) {}

  /** With several managers a stream that breaks off goes on at the next leader. */
  void persistently(String tooEarly, BooleanSupplier stream) {
    int attempt = 0;
    while (true) {
      long begun = System.nanoTime();
      try {
        if (stream.getAsBoolean()) {
          return;
        }
        throw transport.mishaps().unreachable(tooEarly, null);
      } catch (GodwitException broken) {
        attempt = System.nanoTime() - begun > GOOD.toNanos() ? 1 : attempt + 1;
        boolean others = transport.hasOthers() && attempt < MAX_STREAMS;
        if (!others || broken.code() != ErrorCode.MANAGER_UNREACHABLE) {
          throw broken;
        }
      }
    }
  }

  /** Reads values of one type until {@code enough} says so; returns whether it has. */
  <T> boolean values(String path, Class<T> type, Predicate<T> enough) {
    return events(path, told -> enough.test(read(told.data(), type)));
  }

  /** What the data of an event says. */
  <T> T read(String data, Class<T> type) {
    try {
      return Json.LENIENT.readValue(data, type);
    } catch (JacksonException broken) {
      throw transport.mishaps().unreachable("The event stream broke off", broken);
    }
  }

  /** Reads events until {@code enough} says so; returns whether it has. */
  boolean events(String path, Predicate<Told> enough) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                transport.open(Transport.Ask.of("GET", path, null)), StandardCharsets.UTF_8))) {
      String name = UNNAMED;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          name = UNNAMED;
        } else if (line.startsWith("event:")) {
          name = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          String data = line.substring(5).strip();
          if (name.equals("problem")) {
            throw transport.mishaps().problem(data).asException();
          }
          if (enough.test(new Told(name, data))) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException broken) {
      throw transport.mishaps().unreachable("The event stream broke off", broken);
    }
  }
}
