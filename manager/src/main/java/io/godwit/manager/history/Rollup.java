package io.godwit.manager.history;

import java.time.Duration;
import java.time.Instant;

/**
 * What the samples of one series in one span of time come to.
 *
 * @param series the name of the series, at most {@link #MAX_SERIES_NAME} characters
 * @param start when the span starts; it is a multiple of its length
 * @param mean the average of all samples
 * @param samples how many, at least 1
 */
public record Rollup(
    String series,
    Resolution resolution,
    Instant start,
    double lowest,
    double highest,
    double mean,
    long samples) {
  /** {@code host/NAME/cpu.used}, with the longest name; an index of a database takes it. */
  public static final int MAX_SERIES_NAME = 400;

  /** How long a span is. */
  public enum Resolution {
    FIVE_MINUTES(Duration.ofMinutes(5)),
    HOUR(Duration.ofHours(1));

    private final Duration span;

    Resolution(Duration span) {
      this.span = span;
    }

    public Duration span() {
      return span;
    }

    /** The start of the span that has {@code at} in it. */
    public Instant startOf(Instant at) {
      long seconds = span.toSeconds();
      return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
    }
  }

  public Rollup {
    if (series.isBlank() || series.length() > MAX_SERIES_NAME || samples < 1) {
      throw new IllegalArgumentException("a roll-up has a short name and at least one sample");
    }
    if (!Double.isFinite(lowest) || !Double.isFinite(highest) || !Double.isFinite(mean)) {
      throw new IllegalArgumentException("a roll-up is made of finite numbers");
    }
  }
}
