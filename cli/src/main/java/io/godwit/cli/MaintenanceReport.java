package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MaintenanceView;
import io.godwit.protocol.api.MaintenanceView.Leaving;
import io.godwit.protocol.api.MaintenanceView.Staying;
import io.godwit.protocol.api.ProblemView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a host and its maintenance look: who goes, who stays and why, and what that comes to. */
final class MaintenanceReport {
  private MaintenanceReport() {}

  static List<String> lines(MaintenanceView view) {
    List<String> lines = new ArrayList<>();
    if (!view.leaving().isEmpty()) {
      Table table = Table.of("order", "vm", "to", "state", "migration", "takes", "because");
      int number = 1;
      for (Leaving each : view.leaving()) {
        table.row(
            number++,
            each.vm(),
            each.to(),
            each.state().name().toLowerCase(Locale.ROOT),
            each.migration(),
            each.expectedMs() == null ? null : Words.milliseconds((double) each.expectedMs()),
            each.reason());
      }
      lines.addAll(table.lines());
    }
    for (Staying each : view.staying()) {
      lines.addAll(staying(each));
    }
    view.report().forEach(line -> lines.add(Words.of(line)));
    MaintenanceView.After after = view.after();
    if (after != null) {
      lines.add(
          "The other hosts have "
              + new DataSize(after.memoryFreeBytes())
              + " of memory free then, and could "
              + (after.survivesHostLoss() ? "" : "NOT ")
              + "take the VMs of any one of them.");
    }
    lines.add(verdict(view));
    return lines;
  }

  /** How it stands, in one line. */
  static String verdict(MaintenanceView view) {
    String host = Words.of(view.host());
    long guests = view.staying().stream().filter(Staying::running).count();
    return switch (view.stage()) {
      case IN_SERVICE ->
          view.leaving().isEmpty() && view.staying().isEmpty()
              ? host + " is in service."
              : host
                  + " is in service; "
                  + (isBlocked(view)
                      ? Words.count(guests, "guest") + " could not leave it."
                      : "all of its guests could leave it.");
      case EVACUATING ->
          host
              + " is being emptied: "
              + view.gone()
              + " gone, "
              + view.leaving().size()
              + " to go"
              + (guests == 0 ? "" : ", " + guests + " cannot leave")
              + ".";
      case BLOCKED ->
          host
              + " takes no VMs, but "
              + Words.count(guests, "guest")
              + " cannot leave it; "
              + view.gone()
              + " gone.";
      case EMPTY -> host + " is empty and takes no VMs: " + view.gone() + " gone.";
    };
  }

  /** Whether a guest cannot leave. */
  static boolean isBlocked(MaintenanceView view) {
    return view.staying().stream().anyMatch(Staying::running);
  }

  private static List<String> staying(Staying each) {
    ProblemView problem = each.problem();
    if (problem == null) {
      return List.of(
          Words.of(each.vm()) + " stays" + (each.running() ? "." : ": it does not run."));
    }
    return List.of(
        Words.of(each.vm())
            + " stays: "
            + Words.of(problem.code())
            + ": "
            + Words.of(problem.detail()),
        "  next: " + Words.of(problem.next()));
  }
}
