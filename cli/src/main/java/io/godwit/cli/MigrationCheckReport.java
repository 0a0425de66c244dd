package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.error.ErrorKind;
import io.godwit.model.migration.CheckVerdict;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.ForecastView;
import io.godwit.protocol.api.MigrationCheckView;
import io.godwit.protocol.api.MigrationCheckView.CheckGroupView;
import io.godwit.protocol.api.MigrationCheckView.CheckItemView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code vm migrate --check} prints: all checks, then what is to be done, then the verdict.
 */
final class MigrationCheckReport {
  private MigrationCheckReport() {}

  static List<String> lines(MigrationCheckView view) {
    Table table = Table.of("group", "check", "of", "needed", "found", "result");
    List<String> advice = new ArrayList<>();
    int checks = 0;
    int refusals = 0;
    int warnings = 0;
    for (CheckGroupView group : view.groups()) {
      for (CheckItemView item : group.checks()) {
        table.row(
            lower(group.group()),
            item.id().substring(item.id().indexOf('.') + 1),
            item.subject(),
            item.needed(),
            item.found(),
            lower(item.verdict()));
        checks++;
        refusals += is(item, CheckVerdict.REFUSAL) ? 1 : 0;
        warnings += is(item, CheckVerdict.WARNING) ? 1 : 0;
        advice.addAll(advice(item));
      }
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.addAll(advice);
    lines.addAll(forecast(view));
    lines.add("");
    lines.add(
        Words.of(view.vm())
            + (refusals > 0 ? " would not be moved " : " can move ")
            + Words.of(view.source())
            + " -> "
            + Words.of(view.destination())
            + ": "
            + counted(checks, "check")
            + ", "
            + counted(refusals, "refusal")
            + ", "
            + counted(warnings, "warning"));
    return lines;
  }

  private static List<String> forecast(MigrationCheckView view) {
    ForecastView forecast = view.forecast();
    if (forecast == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "forecast: copy "
            + Words.milliseconds((double) forecast.durationMs())
            + ", downtime "
            + Words.milliseconds((double) forecast.downtimeMs())
            + ", "
            + new DataSize(forecast.transferredBytes())
            + " on the wire, guest slower by "
            + forecast.slowdownPercent()
            + " %, "
            + forecast.convergencePercent()
            + " % sure to end by itself");
    lines.add("course: " + Words.of(forecast.course()));
    forecast.reasons().forEach(reason -> lines.add("  " + Words.of(reason)));
    return lines;
  }

  /** That of a refused migration, if this one would be. */
  static int exitStatus(MigrationCheckView view) {
    return view.verdict().equals(CheckVerdict.REFUSAL.name()) ? ErrorKind.REJECTED.exitStatus() : 0;
  }

  private static List<String> advice(CheckItemView item) {
    if (is(item, CheckVerdict.PASS)) {
      return List.of();
    }
    String code = item.code() == null ? "" : " " + Words.of(item.code());
    return List.of(
        "",
        lower(item.verdict()) + code + ", " + Words.of(item.id()) + ": " + Words.of(item.detail()),
        "next: " + Words.of(item.next()));
  }

  private static boolean is(CheckItemView item, CheckVerdict verdict) {
    return item.verdict().equals(verdict.name());
  }

  private static String lower(String word) {
    return Words.of(word).toLowerCase(Locale.ROOT);
  }

  private static String counted(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
