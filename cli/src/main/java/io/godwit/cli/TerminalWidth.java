package io.godwit.cli;

import java.io.IOException;
import java.util.function.IntSupplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The columns of the terminal behind standard error. JLine is loaded when first asked. */
final class TerminalWidth implements IntSupplier {
  private static final int USUAL = 80;

  private @Nullable Terminal terminal;
  private boolean opened;

  @Override
  public int getAsInt() {
    if (!opened) {
      opened = true;
      terminal = open();
    }
    int columns = terminal == null ? 0 : terminal.getSize().getColumns();
    return columns > 0 ? columns : USUAL;
  }

  /** Never closed: the process ends soon, and only its size is asked for. */
  private static @Nullable Terminal open() {
    try {
      return TerminalBuilder.builder()
          .system(true)
          .systemOutput(TerminalBuilder.SystemOutput.SysErr)
          .nativeSignals(false)
          .dumb(true)
          .build();
    } catch (IOException | IllegalStateException noTerminal) {
      return null;
    }
  }
}
