package io.godwit.simulator.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The order in which the reference simulator has read the VMs of a PlanetLab day. It took the files
 * as their directory gave them, and a VM's size follows from its place, so that its figures can
 * only be reproduced in that order. Our files are sorted by name.
 */
public final class ReferenceOrder {
  private static final String RESOURCE = "reference-order.csv";

  private ReferenceOrder() {}

  /**
   * The trace in that order.
   *
   * @return empty if the day is none of those, or has another number of VMs
   */
  public static Optional<Trace> of(Trace day) {
    try (InputStream stream = ReferenceOrder.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException(RESOURCE + " is not beside its class");
      }
      return new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))
          .lines()
          .filter(line -> line.startsWith(day.name() + ","))
          .map(line -> rows(line))
          .filter(rows -> rows.length == day.size())
          .map(day::inOrder)
          .findFirst();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static int[] rows(String line) {
    return Arrays.stream(line.split(",", -1)).skip(1).mapToInt(Integer::parseInt).toArray();
  }
}
