package io.godwit.lab.client;

import io.godwit.lab.LabException;
import io.godwit.protocol.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.type.TypeReference;

/** A running client program, from the lab's side. Commands are answered one after the other. */
public final class Client implements AutoCloseable {
  private final String guest;
  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;
  private final Path log;

  private Client(String guest, Process process, Path log) {
    this.guest = guest;
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.log = log;
  }

  /** Starts it by {@code command}; the guest need not be there yet. */
  public static Client start(String guest, List<String> command, Path log) {
    try {
      return new Client(
          guest, new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
    } catch (IOException broken) {
      throw new LabException("Cannot start the client: " + broken.getMessage() + ".", broken);
    }
  }

  /** Waits until the guest serves and has filled its memory. */
  public GuestStatus awaitServing(Duration deadline) {
    return Json.LENIENT.readValue(ask("await " + deadline.toMillis()), GuestStatus.class);
  }

  /** Opens the sessions that must survive, and begins the window {@code start}. */
  public void begin() {
    ask("start");
  }

  /** Ends the current window and begins another. */
  public void mark(String name) {
    ask("mark " + name);
  }

  /** Waits until heartbeats flow, so that a silence belongs to the window it fell into. */
  public void settle(Duration deadline) {
    ask("settle " + deadline.toMillis());
  }

  public GuestStatus status() {
    return Json.LENIENT.readValue(ask("ask status"), GuestStatus.class);
  }

  /**
   * Changes the guest's memory load and waits until it is reached.
   *
   * @param pattern {@code random}, {@code compressible} or {@code zero}
   */
  public void load(long fillMib, long rateMibPerSecond, String pattern) {
    ask("ask load " + fillMib + " " + rateMibPerSecond + " " + pattern);
    ask("ask ready");
  }

  /** The guest checks all of its memory and its disk. */
  public Verification verify() {
    return Json.LENIENT.readValue(ask("verify"), Verification.class);
  }

  public ClientReport report() {
    return Json.LENIENT.readValue(ask("report"), new TypeReference<ClientReport>() {});
  }

  @Override
  public void close() {
    try (commands) {
      commands.write("quit\n");
    } catch (IOException alreadyGone) {
      // That is what we want.
    }
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException cancelled) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private synchronized String ask(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new LabException("The client has ended; its errors are in " + log + ".");
      }
      if (answer.startsWith("{\"error\"")) {
        throw new LabException(
            "The client of guest "
                + guest
                + " cannot '"
                + command
                + "': "
                + Json.LENIENT.readTree(answer).get("error").asString()
                + ".");
      }
      return answer;
    } catch (IOException broken) {
      throw new LabException("The client does not answer; its errors are in " + log + ".", broken);
    }
  }
}
