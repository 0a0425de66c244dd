package io.godwit.cli.text;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MigrationView;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows one migration while it runs. Give it every {@link MigrationView} as it comes, then {@link
 * #close()} it.
 *
 * <p>On a terminal ({@link #redrawn}) it is one line, drawn again with every view and cut to the
 * terminal's width by leaving out what matters least:
 *
 * <pre>
 * precopy  round 3 [########----] 62 %  495 MiB  118 MiB/s  dirty 50 MiB/s  pause ~124 ms  4.2 s
 * </pre>
 *
 * <p>Elsewhere ({@link #plain}) it is a line for every phase and round, so that a log stays short.
 *
 * <p>The share is what was sent of what was sent and is left. QEMU's rounds find more to send as
 * the guest writes, so the true share may fall; the bar then stands still. It says 100 % only once
 * the migration has completed; once the disks are copied it begins anew for the memory. Safe for
 * use by several threads: whoever closes it wins.
 */
public final class MigrationProgressBar implements Consumer<MigrationView>, AutoCloseable {
  private static final int SHORTEST_BAR = 8;
  private static final int LONGEST_BAR = 40;

  /** Narrower terminals than this get what fits of phase and share. */
  private static final int NARROWEST = 10;

  private final PrintStream out;
  private final @Nullable IntSupplier width;
  private final Colour colour;
  private int percent;
  private int drawn;
  private String lastStep = "";
  private boolean wereDisks;
  private boolean closed;

  private MigrationProgressBar(PrintStream out, @Nullable IntSupplier width, Colour colour) {
    this.out = out;
    this.width = width;
    this.colour = colour;
  }

  /**
   * A line that is drawn over and over.
   *
   * @param width columns of the terminal, asked before each drawing
   */
  public static MigrationProgressBar redrawn(PrintStream out, IntSupplier width, Colour colour) {
    return new MigrationProgressBar(out, width, colour);
  }

  /** A line for every phase and round. */
  public static MigrationProgressBar plain(PrintStream out) {
    return new MigrationProgressBar(out, null, Colour.OFF);
  }

  @Override
  public synchronized void accept(MigrationView view) {
    if (closed) {
      return;
    }
    boolean disks = view.phase().equals("MIRROR");
    percent = wereDisks && !disks ? percent(view) : Math.max(percent, percent(view));
    wereDisks = disks;
    if (width != null) {
      redraw(view, width.getAsInt());
    } else {
      printStep(view);
    }
  }

  /** Leaves the line as it is and goes to the next; later views are ignored. */
  @Override
  public synchronized void close() {
    if (!closed && drawn > 0) {
      out.println();
      out.flush();
    }
    closed = true;
  }

  /**
   * How a completed migration went, in one sentence: {@code web-1 moved h1 -> h2 in 5.7 s, downtime
   * 124 ms, blackout 131 ms, 492 MiB in 4 rounds}.
   */
  public static String summary(MigrationView view) {
    String moved =
        Words.of(view.vm())
            + " moved "
            + Words.of(view.source())
            + " -> "
            + Words.of(view.destination());
    MigrationView.Result result = view.result();
    if (result == null) {
      return moved;
    }
    return moved
        + " in "
        + Words.elapsed(Duration.ofNanos((long) (result.totalMs() * 1e6)))
        + ", downtime "
        + Words.milliseconds(result.downtimeMs())
        + (result.blackoutMs() == null
            ? ""
            : ", blackout " + Words.milliseconds(result.blackoutMs()))
        + ", "
        + new DataSize(result.transferredBytes())
        + " in "
        + Words.count(result.rounds(), "round");
  }

  private static int percent(MigrationView view) {
    if (view.state() == MigrationView.State.COMPLETED) {
      return 100;
    }
    double sent = Math.max(0, view.progress().transferredBytes());
    double left = Math.max(0, view.progress().remainingBytes());
    return sent == 0 ? 0 : (int) Math.min(99, 100 * sent / (sent + left));
  }

  private void redraw(MigrationView view, int columns) {
    // The last column stays free: some terminals go to the next line when it is written.
    int room = Math.max(NARROWEST, columns) - 1;
    List<Part> parts = fitting(view, room);
    String text = String.join("", parts.stream().map(Part::text).toList());
    String shown = text;
    int bar = text.indexOf('\0');
    if (bar >= 0) {
      int length = Math.min(LONGEST_BAR, room - length(parts) + SHORTEST_BAR);
      int full = length * percent / 100;
      String cells = colour.cyan("#".repeat(full)) + "-".repeat(length - full);
      shown = text.substring(0, bar) + cells + text.substring(bar + 1);
      text = text.substring(0, bar) + ".".repeat(length) + text.substring(bar + 1);
    } else if (text.length() > room) {
      shown = text.substring(0, room);
      text = shown;
    }
    // Blanks, not an erase sequence: they work on terminals that know none.
    out.print("\r" + shown + " ".repeat(Math.max(0, Math.min(drawn, room) - text.length())));
    out.flush();
    drawn = text.length();
  }

  /** The parts that fit into {@code room}, in their order on the line; a NUL stands for the bar. */
  private List<Part> fitting(MigrationView view, int room) {
    List<Part> parts = new ArrayList<>(parts(view));
    while (length(parts) > room) {
      Part least = parts.getFirst();
      for (Part part : parts) {
        least = part.rank() > least.rank() ? part : least;
      }
      if (least.rank() == 0) {
        break;
      }
      parts.remove(least);
    }
    return parts;
  }

  private static int length(List<Part> parts) {
    int length = 0;
    for (Part part : parts) {
      length += part.room() + (part.text().indexOf('\0') >= 0 ? SHORTEST_BAR - 1 : 0);
    }
    return length;
  }

  private List<Part> parts(MigrationView view) {
    MigrationView.Progress now = view.progress();
    boolean running = view.state() == MigrationView.State.RUNNING;
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(0, running ? phase(view) : standing(view)));
    if (now.round() > 0) {
      parts.add(new Part(3, "  round " + now.round()));
    }
    parts.add(new Part(1, " [\0]"));
    parts.add(new Part(0, " " + percent + " %"));
    if (now.transferredBytes() > 0) {
      parts.add(new Part(4, "  " + size(now.transferredBytes())));
    }
    if (running && now.rateBytesPerSecond() > 0) {
      parts.add(new Part(5, "  " + rate(now.rateBytesPerSecond())));
    }
    if (running && now.dirtyRateBytesPerSecond() > 0) {
      parts.add(new Part(7, "  dirty " + rate(now.dirtyRateBytesPerSecond())));
    }
    if (running && now.expectedDowntimeMs() > 0) {
      parts.add(new Part(6, "  pause ~" + Words.milliseconds((double) now.expectedDowntimeMs())));
    }
    parts.add(new Part(2, "  " + Words.elapsed(Duration.ofMillis(now.elapsedMs()))));
    return parts;
  }

  private void printStep(MigrationView view) {
    MigrationView.Progress now = view.progress();
    boolean running = view.state() == MigrationView.State.RUNNING;
    String step =
        running ? phase(view) + (now.round() > 0 ? " round " + now.round() : "") : standing(view);
    if (step.equals(lastStep)) {
      return;
    }
    lastStep = step;
    StringBuilder line = new StringBuilder(Words.of(view.vm())).append(": ").append(step);
    if (now.transferredBytes() > 0) {
      line.append(", ").append(percent).append(" %, ").append(size(now.transferredBytes()));
      if (running && now.rateBytesPerSecond() > 0) {
        line.append(" at ").append(rate(now.rateBytesPerSecond()));
      }
    }
    if (running && now.expectedDowntimeMs() > 0) {
      line.append(", pause ~").append(Words.milliseconds((double) now.expectedDowntimeMs()));
    }
    line.append(", ").append(Words.elapsed(Duration.ofMillis(now.elapsedMs())));
    out.println(line);
    out.flush();
  }

  private static String standing(MigrationView view) {
    MigrationView.Queue queue = view.queue();
    return Words.of(view.state()).toLowerCase(Locale.ROOT)
        + (queue == null ? "" : ", position " + queue.position() + ": " + Words.of(queue.reason()));
  }

  private static String phase(MigrationView view) {
    return Words.of(view.phase()).toLowerCase(Locale.ROOT);
  }

  private static String size(long bytes) {
    return new DataSize(Math.max(0, bytes)).toString();
  }

  private static String rate(long bytesPerSecond) {
    return new DataRate(Math.max(0, bytesPerSecond)).toString();
  }

  /**
   * @param rank 0 always stays; the highest goes first when the line is too long
   */
  private record Part(int rank, String text) {
    /** Columns it is given: amounts may grow without the line changing its shape. */
    int room() {
      return switch (rank) {
        case 2, 4 -> Math.max(text.length(), 10);
        case 5 -> Math.max(text.length(), 12);
        case 6 -> Math.max(text.length(), 15);
        case 7 -> Math.max(text.length(), 18);
        default -> text.startsWith(" ") ? Math.max(text.length(), 4) : text.length();
      };
    }
  }
}
