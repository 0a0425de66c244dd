package io.godwit.cli;

import io.godwit.cli.text.Colour;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs commands in this process and keeps what they printed. */
final class CommandFixture implements AutoCloseable {
  final FakeManager manager = new FakeManager();

  /** What would run on Ctrl-C. */
  final List<Runnable> reactions = new ArrayList<>();

  /** Nothing of the machine's own. */
  final Map<String, String> environment = new TreeMap<>();

  /** What a person would answer. */
  Prompt prompt = Prompt.NOBODY;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Sink.Device device = Sink.Device.STREAM;

  CommandFixture onTerminal() {
    device = Sink.Device.TERMINAL;
    return this;
  }

  /** Against the fake manager. */
  int run(String... args) {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--server";
    all[args.length + 1] = manager.address();
    return runExactly(all);
  }

  int runExactly(String... args) {
    out.reset();
    err.reset();
    return Main.run(
        args,
        new Surroundings(
            new Sink(print(out), device, Colour.OFF),
            new Sink(print(err), device, Colour.OFF),
            () -> 80,
            InstantSource.fixed(FakeManager.NOW),
            reaction -> {
              reactions.add(reaction);
              return () -> {};
            },
            prompt,
            environment));
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    manager.close();
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
