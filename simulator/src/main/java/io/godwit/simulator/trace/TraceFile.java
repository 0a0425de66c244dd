package io.godwit.simulator.trace;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file with a line for each VM: its name and its samples, separated by commas. Lines that begin
 * with {@code #} are passed over.
 */
public final class TraceFile {
  /** Five minutes each, so that they are a day. */
  public static final int SAMPLES_OF_A_DAY = 288;

  /** More VMs than any cluster has; a file of more is something else. */
  static final int MOST_VMS = 100_000;

  private static final double MOST_PERCENT = 100;

  private final Path file;
  private final int samples;
  private final List<String> names = new ArrayList<>();
  private final List<double[]> rows = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private int clamped;

  private TraceFile(Path file, int samples) {
    this.file = file;
    this.samples = samples;
  }

  /**
   * Reads one.
   *
   * @param samples how many each line has to have
   * @throws GodwitException with {@link ErrorCode#TRACE_INVALID} if it cannot be read or has
   *     anything else in it
   */
  public static Trace read(Path file, int samples) {
    return new TraceFile(file, samples).read();
  }

  private Trace read() {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.startsWith("#")) {
          row(number, line);
        }
      }
    } catch (IOException unreadable) {
      throw invalid("cannot be read: " + unreadable);
    }
    if (rows.isEmpty()) {
      throw invalid("has no VM in it");
    }
    return new Trace(nameOf(file), names, rows.toArray(double[][]::new), clamped);
  }

  private void row(int number, String line) {
    String[] cells = line.split(",", -1);
    String name = cells[0].strip();
    if (name.isEmpty()) {
      throw invalid(number, "has no name at its beginning");
    }
    if (!known.add(name)) {
      throw invalid(number, "names " + name + ", which an earlier line has already");
    }
    if (cells.length - 1 != samples) {
      throw invalid(number, "has " + (cells.length - 1) + " samples, not " + samples);
    }
    if (rows.size() == MOST_VMS) {
      throw invalid(number, "is one more than " + MOST_VMS + " VMs");
    }
    double[] values = new double[samples];
    for (int i = 0; i < samples; i++) {
      values[i] = value(number, i + 1, cells[i + 1].strip());
    }
    names.add(name);
    rows.add(values);
  }

  private double value(int number, int sample, String text) {
    if (text.isEmpty()) {
      throw invalid(number, "has a hole at sample " + sample);
    }
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException word) {
      throw invalid(number, "has '" + shortened(text) + "' at sample " + sample + ", no number");
    }
    if (!Double.isFinite(value)) {
      throw invalid(number, "has '" + shortened(text) + "' at sample " + sample + ", not finite");
    }
    if (value < 0) {
      throw invalid(number, "has " + shortened(text) + " at sample " + sample + ", below zero");
    }
    if (value > MOST_PERCENT) {
      clamped++;
    }
    return Math.min(MOST_PERCENT, value);
  }

  private static String shortened(String text) {
    return text.length() > 20 ? text.substring(0, 20) + "…" : text;
  }

  private static String nameOf(Path file) {
    String whole = file.getFileName().toString();
    int dot = whole.lastIndexOf('.');
    return dot > 0 ? whole.substring(0, dot) : whole;
  }

  private GodwitException invalid(int line, String what) {
    return invalid("is no trace: line " + line + " " + what);
  }

  private GodwitException invalid(String what) {
    return new GodwitException(
        ErrorCode.TRACE_INVALID,
        "The trace file " + file + " " + what + "; nothing of it was used.",
        "Correct or leave out that file: each line is a name and " + samples + " numbers.");
  }
}
