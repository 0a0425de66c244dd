package io.godwit.cli;

import io.godwit.cli.text.Words;
import io.godwit.model.error.ErrorCode;
import io.godwit.protocol.api.MaintenanceView;
import java.time.Duration;

/**
 * Follows a host until no guest is left that could leave. An interrupt ends the watching, not the
 * evacuation.
 */
final class MaintenanceWatch {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Godwit godwit;

  MaintenanceWatch(Godwit godwit) {
    this.godwit = godwit;
  }

  /** Returns the exit status. */
  int follow(MaintenanceView begun) {
    MaintenanceView now = begun;
    MaintenanceReport.lines(begun).forEach(godwit::note);
    String told = MaintenanceReport.verdict(begun);
    try (var _ = godwit.around().interrupts().on(() -> leave(begun))) {
      while (now.stage() == MaintenanceView.Stage.EVACUATING) {
        try {
          Thread.sleep(LOOK);
        } catch (InterruptedException stopped) {
          leave(begun);
          return MigrationWatch.INTERRUPTED;
        }
        now = godwit.ask(client -> client.maintenance(begun.host()));
        String verdict = MaintenanceReport.verdict(now);
        if (!verdict.equals(told)) {
          godwit.note(verdict);
          told = verdict;
        }
      }
    }
    godwit.print(now, MaintenanceReport::lines);
    return now.stage() == MaintenanceView.Stage.BLOCKED
        ? ErrorCode.EVACUATION_BLOCKED.exitStatus()
        : 0;
  }

  private void leave(MaintenanceView begun) {
    String host = Words.of(begun.host());
    godwit
        .around()
        .err()
        .line(
            "Stopped watching; the evacuation of "
                + host
                + " goes on. Look at it with 'godwit host maintenance status "
                + host
                + "', end it with 'godwit host maintenance exit "
                + host
                + "'.");
  }
}
