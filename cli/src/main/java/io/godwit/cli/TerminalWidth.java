package io.godwit.cli;

import java.io.IOException;
import java.util.function.IntSupplier;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jspecify.annotations.Nullable;

/**
 * The columns of the terminal behind standard error. JLine is loaded when first asked.
 *
 * <p>Only its provider is used: a JLine {@code Terminal} asks the terminal what it can do when it
 * is opened, and the answers would appear at the person's next prompt, because nobody reads them
 * here.
 */
final class TerminalWidth implements IntSupplier {
  private static final int USUAL = 80;

  private @Nullable TerminalProvider provider;
  private boolean loaded;

  @Override
  public int getAsInt() {
    if (!loaded) {
      loaded = true;
      provider = load();
    }
    int columns = provider == null ? 0 : provider.systemStreamWidth(SystemStream.Error);
    return columns > 0 ? columns : USUAL;
  }

  private static @Nullable TerminalProvider load() {
    try {
      return TerminalProvider.load("ffm");
    } catch (IOException | LinkageError | IllegalCallerException noNativeAccess) {
      return null;
    }
  }
}
