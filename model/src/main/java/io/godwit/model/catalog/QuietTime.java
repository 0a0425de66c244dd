package io.godwit.model.catalog;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time in which a VM must not move, as people write it: once, as {@code
 * 2026-12-24T18:00:00Z/2026-12-27T06:00:00Z}, or again and again, as {@code mon-fri 08:00-18:00
 * Europe/Berlin}. Days are {@code daily}, or names of days and ranges of them with commas; without
 * a zone it is UTC. A time that ends no later than it begins ends on the next day.
 */
public record QuietTime(String text) {
  /** More than a VM has reasons for. */
  public static final int MOST = 16;

  private static final int MAX_LENGTH = 100;
  private static final String MIDNIGHT = "24:00";
  private static final Pattern ONCE = Pattern.compile("(\\S+)/(\\S+)");
  private static final Pattern WEEKLY =
      Pattern.compile("(\\S+) (\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)(?: (\\S+))?");
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  public QuietTime {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a quiet time has at most " + MAX_LENGTH + " characters");
    }
    read(text);
  }

  /**
   * From one instant until before another.
   *
   * @param until later than {@code from}
   */
  public record Span(Instant from, Instant until) {}

  /** When it is, of the time from {@code begin} to {@code end}; what reaches into it is whole. */
  public List<Span> spans(Instant begin, Instant end) {
    return switch (read(text)) {
      case Once once -> touches(once.span(), begin, end) ? List.of(once.span()) : List.of();
      case Weekly weekly -> weekly.spans(begin, end);
    };
  }

  @Override
  public String toString() {
    return text;
  }

  private static boolean touches(Span span, Instant begin, Instant end) {
    return span.until().isAfter(begin) && span.from().isBefore(end);
  }

  private sealed interface Read permits Once, Weekly {}

  private record Once(Span span) implements Read {}

  private record Weekly(Set<DayOfWeek> days, LocalTime from, LocalTime until, ZoneId zone)
      implements Read {
    List<Span> spans(Instant begin, Instant end) {
      List<Span> spans = new ArrayList<>();
      LocalDate last = end.atZone(zone).toLocalDate();
      // What began the day before may go on.
      LocalDate day = begin.atZone(zone).toLocalDate().minusDays(1);
      for (; !day.isAfter(last); day = day.plusDays(1)) {
        if (days.contains(day.getDayOfWeek())) {
          ZonedDateTime start = day.atTime(from).atZone(zone);
          LocalDate over = until.isAfter(from) ? day : day.plusDays(1);
          Instant stop = over.atTime(until).atZone(zone).toInstant();
          // A night without this hour: clocks were put forward.
          if (start.toInstant().isBefore(stop)) {
            Span span = new Span(start.toInstant(), stop);
            if (touches(span, begin, end)) {
              spans.add(span);
            }
          }
        }
      }
      return spans;
    }
  }

  private static Read read(String text) {
    Matcher once = ONCE.matcher(text);
    Matcher weekly = WEEKLY.matcher(text);
    try {
      if (weekly.matches()) {
        LocalTime from = time(weekly.group(2));
        LocalTime until = time(weekly.group(3));
        String zone = weekly.group(4);
        return new Weekly(
            days(weekly.group(1)), from, until, ZoneId.of(zone == null ? "UTC" : zone));
      }
      if (once.matches()) {
        Instant from = Instant.parse(once.group(1));
        Instant until = Instant.parse(once.group(2));
        if (from.isBefore(until)) {
          return new Once(new Span(from, until));
        }
      }
    } catch (DateTimeException wrong) {
      throw refused(text, wrong);
    }
    throw refused(text, null);
  }

  private static IllegalArgumentException refused(String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is no quiet time: it is 2026-12-24T18:00:00Z/2026-12-27T06:00:00Z, or mon-fri"
            + " 08:00-18:00 Europe/Berlin",
        cause);
  }

  private static LocalTime time(String text) {
    return text.equals(MIDNIGHT) ? LocalTime.MIDNIGHT : LocalTime.parse(text);
  }

  private static Set<DayOfWeek> days(String text) {
    if (text.equals("daily")) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.toLowerCase(Locale.ROOT).split(",", -1)) {
      int dash = part.indexOf('-');
      DayOfWeek first = day(dash < 0 ? part : part.substring(0, dash));
      DayOfWeek last = day(dash < 0 ? part : part.substring(dash + 1));
      days.add(first);
      for (DayOfWeek at = first; at != last; at = at.plus(1)) {
        days.add(at.plus(1));
      }
    }
    return days;
  }

  private static DayOfWeek day(String name) {
    int number = DAYS.indexOf(name);
    if (number < 0) {
      throw new DateTimeException("no day " + name);
    }
    return DayOfWeek.of(number + 1);
  }
}
