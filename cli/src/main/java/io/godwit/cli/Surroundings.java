package io.godwit.cli;

import io.godwit.cli.text.Colour;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * What a command finds around it.
 *
 * @param out for results
 * @param err for problems and progress
 * @param width columns of the terminal behind {@code err}; asked only to draw on it
 * @param clock for ages
 * @param interrupts how the person says stop
 * @param prompt whom to ask
 * @param environment variables by name
 */
record Surroundings(
    Sink out,
    Sink err,
    IntSupplier width,
    InstantSource clock,
    Interrupts interrupts,
    Prompt prompt,
    Map<String, String> environment) {

  /** Tells of Ctrl-C, and of the polite signals. */
  interface Interrupts {
    /** Runs {@code reaction} if an interrupt comes before the registration is closed. */
    Registration on(Runnable reaction);
  }

  /** Ends a reaction. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Those of this process. */
  static Surroundings ofProcess() {
    return new Surroundings(
        sink(System.out, 1),
        sink(System.err, 2),
        new TerminalWidth(),
        Clock.systemUTC(),
        Surroundings::onShutdown,
        Prompt.ofProcess(),
        System.getenv());
  }

  /** Two plain streams. */
  static Surroundings of(PrintStream out, PrintStream err) {
    return new Surroundings(
        new Sink(out, Sink.Device.STREAM, Colour.OFF),
        new Sink(err, Sink.Device.STREAM, Colour.OFF),
        () -> 80,
        Clock.systemUTC(),
        reaction -> () -> {},
        Prompt.NOBODY,
        System.getenv());
  }

  private static Sink sink(PrintStream stream, int descriptor) {
    Sink.Device device = device(descriptor);
    String noColor = System.getenv("NO_COLOR");
    boolean colour =
        device == Sink.Device.TERMINAL
            && (noColor == null || noColor.isEmpty())
            && !"dumb".equals(System.getenv("TERM"));
    return new Sink(stream, device, colour ? Colour.ON : Colour.OFF);
  }

  /**
   * What a descriptor leads to. {@code System.console()} knows only whether input and output both
   * are terminals, and asking natively or through JLine costs 30 to 100 ms of every start.
   */
  private static Sink.Device device(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      boolean terminal =
          target.startsWith("/dev/pts/")
              || target.startsWith("/dev/tty")
              || target.equals("/dev/console");
      return terminal ? Sink.Device.TERMINAL : Sink.Device.STREAM;
    } catch (IOException | UnsupportedOperationException noProc) {
      return Sink.Device.STREAM;
    }
  }

  /** The runtime ends itself on Ctrl-C with status 130; hooks run before. */
  private static Registration onShutdown(Runnable reaction) {
    Thread hook = Thread.ofPlatform().name("godwit-interrupted").unstarted(reaction);
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyEnding) {
        // The hook runs or has run; that is what it was for.
      }
    };
  }
}
