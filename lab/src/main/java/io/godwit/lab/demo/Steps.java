package io.godwit.lab.demo;

import java.io.PrintStream;
import java.util.Locale;

/** Tells people what is going on, each step with the time since the one before. */
public final class Steps {
  private final PrintStream out;
  private final long began = System.nanoTime();
  private long last = began;

  public Steps(PrintStream out) {
    this.out = out;
  }

  /** Says what will take a moment. */
  public void begin(String what) {
    out.println(what);
    out.flush();
  }

  /** Says what is done. */
  public void done(String what) {
    long now = System.nanoTime();
    out.println(String.format(Locale.ROOT, "%s (%.1f s)", what, (now - last) / 1e9));
    out.flush();
    last = now;
  }

  double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }
}
