package io.godwit.lab.demo;

import io.godwit.model.unit.DataSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report as a table for people. Pure. */
final class DemoTable {
  private static final List<String> HEADINGS =
      List.of("migration", "total", "downtime", "blackout", "on the wire", "rounds");

  private DemoTable() {}

  static String render(DemoReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    report.migrations().forEach(move -> rows.add(row(move)));
    StringBuilder text = new StringBuilder();
    appendTable(text, rows);
    text.append('\n');
    DemoReport.Whole whole = report.whole();
    fact(
        text,
        "TCP session",
        (whole.connectionSurvived() ? "survived, " : "BROKEN after ")
            + whole.answers()
            + " answers in order");
    fact(
        text,
        "disk writes",
        whole.recordsAcknowledged() + " acknowledged, " + whole.recordsLost() + " lost");
    fact(
        text,
        "memory pages",
        whole.pagesVerified() + " verified, " + whole.pagesWrong() + " wrong");
    fact(
        text,
        "guest",
        (whole.sameBoot() ? "the same since its boot, " : "BOOTED AGAIN, ")
            + (whole.oneSender() ? "running once at any time" : "RUNNING TWICE"));
    fact(
        text,
        "heartbeats",
        whole.heartbeats() + " received, " + whole.heartbeatsLost() + " lost on the way");
    text.append('\n');
    text.append(
        report.passed()
            ? "Nobody noticed. "
            : "FAILED. " + String.join(" ", report.broken()) + " ");
    return text.append("(%s)\n".formatted(seconds(report.tookSeconds() * 1000))).toString();
  }

  private static List<String> row(DemoReport.Move move) {
    return List.of(
        move.from() + " -> " + move.to(),
        seconds(move.totalMs()),
        milliseconds(move.downtimeMs()),
        milliseconds(move.blackoutMs()),
        new DataSize(move.transferredBytes()).toString(),
        Long.toString(move.rounds()));
  }

  private static void appendTable(StringBuilder text, List<List<String>> rows) {
    int columns = rows.getFirst().size();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        int at = column;
        int width = rows.stream().mapToInt(r -> r.get(at).length()).max().orElse(0);
        String cell = row.get(column);
        String blanks = " ".repeat(width - cell.length());
        line.append(column == 0 ? cell + blanks : "   " + blanks + cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private static void fact(StringBuilder text, String what, String value) {
    text.append(String.format(Locale.ROOT, "%-14s%s%n", what, value));
  }

  private static String seconds(double ms) {
    return String.format(Locale.ROOT, "%.1f s", ms / 1000);
  }

  private static String milliseconds(double ms) {
    return String.format(Locale.ROOT, "%.0f ms", ms);
  }
}
