package io.godwit.lab.demo;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MigrationView;
import java.io.PrintStream;
import java.util.Locale;

/** A line for every phase and round. */
public final class PlainDisplay implements MigrationDisplay {
  private final PrintStream out;
  private String last = "";

  public PlainDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(MigrationView migration) {
    MigrationView.Progress now = migration.progress();
    String step = migration.phase() + " " + now.round();
    if (step.equals(last) || migration.state() != MigrationView.State.RUNNING) {
      return;
    }
    last = step;
    out.printf(
        Locale.ROOT,
        "  %-10s round %d, %s sent, %s left, %s, dirty %s, pause ~%d ms%n",
        migration.phase().toLowerCase(Locale.ROOT),
        now.round(),
        DataSize.ofBytes(now.transferredBytes()),
        DataSize.ofBytes(now.remainingBytes()),
        DataRate.ofBytesPerSecond(now.rateBytesPerSecond()),
        DataRate.ofBytesPerSecond(now.dirtyRateBytesPerSecond()),
        now.expectedDowntimeMs());
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
