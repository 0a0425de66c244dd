package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.protocol.api.CpuBaselineView;
import io.godwit.protocol.api.CpuBaselineView.OfAccelerator;
import io.godwit.protocol.api.CpuBaselineView.OfMember;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code cluster cpu-baseline} prints: for each accelerator what all have, and who costs what.
 */
final class CpuBaselineReport {
  private CpuBaselineReport() {}

  static List<String> lines(CpuBaselineView view) {
    List<String> lines = new ArrayList<>();
    if (view.baselines().isEmpty()) {
      lines.add("no host of " + Words.of(view.cluster()) + " says what it can give");
    }
    for (OfAccelerator baseline : view.baselines()) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(lines(baseline));
    }
    if (!view.unknown().isEmpty()) {
      lines.add("");
      lines.add("left out, they do not say: " + Words.of(String.join(", ", view.unknown())));
    }
    return lines;
  }

  private static List<String> lines(OfAccelerator baseline) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "on "
            + Words.of(baseline.accelerator())
            + ": CPU model "
            + Words.of(baseline.model())
            + ", "
            + baseline.features().size()
            + " features");
    lines.add("  " + Words.of(String.join(" ", baseline.features())));
    Table table = Table.of("host", "costs", "model without it");
    for (OfMember member : baseline.members()) {
      table.row(member.host(), String.join(" ", member.costs()), member.modelWithout());
    }
    lines.addAll(table.lines());
    return lines;
  }
}
