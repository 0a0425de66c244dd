package io.godwit.testbed.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One fault in one phase. */
public record Cell(Phase phase, Fault fault) {
  /** All there are, also those that make no sense. */
  public static List<Cell> all() {
    List<Cell> all = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      for (Fault fault : Fault.values()) {
        all.add(new Cell(phase, fault));
      }
    }
    return all;
  }

  /**
   * Reads {@code precopy/source-qemu-killed}; a part may be {@code *}.
   *
   * @throws IllegalArgumentException if there is no such cell
   */
  public static List<Cell> parse(String text) {
    String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
    List<Cell> meant =
        all().stream()
            .filter(cell ->
                parts.length == 2
                    && (parts[0].equals("*") || parts[0].equals(cell.phase.title()))
                    && (parts[1].equals("*") || parts[1].equals(cell.fault.title())))
            .toList();
    if (meant.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' is no cell; write PHASE/FAULT, of the phases %s and the faults %s"
              .formatted(
                  text,
                  Arrays.stream(Phase.values()).map(Phase::title).toList(),
                  Arrays.stream(Fault.values()).map(Fault::title).toList()));
    }
    return meant;
  }

  @Override
  public String toString() {
    return phase.title() + "/" + fault.title();
  }
}
