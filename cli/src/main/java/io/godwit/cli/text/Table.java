package io.godwit.cli.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows in aligned columns under upper-case headings, without borders: what {@code awk} and people
 * read alike. Every cell is escaped, and {@code -} where it is absent. Not for several threads.
 */
public final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** Starts a table with these headings. */
  public static Table of(String... headings) {
    Table table = new Table();
    table.rows.add(Arrays.stream(headings).map(h -> h.toUpperCase(Locale.ROOT)).toList());
    return table;
  }

  /** Adds a row, one cell a heading. */
  public Table row(@Nullable Object... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          cells.length + " cells under " + rows.getFirst().size() + " headings");
    }
    rows.add(Arrays.stream(cells).map(Words::of).toList());
    return this;
  }

  /** Its lines, headings first, without trailing blanks. */
  public List<String> lines() {
    int[] widths = widths(new int[rows.getFirst().size()]);
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  /**
   * Its rows without the headings, in columns as wide as {@code above} has them; a cell that does
   * not fit pushes the rest of its own line only.
   */
  public List<String> below(Table above) {
    int[] widths = above.widths(new int[rows.getFirst().size()]);
    return rows.stream().skip(1).map(row -> line(row, widths)).toList();
  }

  private int[] widths(int[] widths) {
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    return widths;
  }

  /** Key and value pairs as {@code key: value} lines, the values aligned. */
  public static List<String> details(@Nullable Object... keysAndValues) {
    int widest =
        Stream.iterate(0, i -> i < keysAndValues.length, i -> i + 2)
            .mapToInt(i -> length(String.valueOf(keysAndValues[i])))
            .max()
            .orElse(0);
    return Stream.iterate(0, i -> i < keysAndValues.length, i -> i + 2)
        .map(i ->
            padded(keysAndValues[i] + ":", widest + 2) + Words.of(keysAndValues[i + 1]).strip())
        .collect(Collectors.toList());
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(padded(row.get(i), widths[i])).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - length(text)));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
