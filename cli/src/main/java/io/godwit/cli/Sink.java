package io.godwit.cli;

import io.godwit.cli.text.Colour;
import java.io.PrintStream;

/**
 * Where output goes.
 *
 * @param device what reads it
 */
record Sink(PrintStream stream, Device device, Colour colour) {
  /** What is at the other end. */
  enum Device {
    TERMINAL,
    STREAM
  }

  void lines(Iterable<String> lines) {
    lines.forEach(stream::println);
    stream.flush();
  }

  void line(String line) {
    stream.println(line);
    stream.flush();
  }
}
