package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.ErrorKind;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.BandwidthRequest;
import io.godwit.protocol.api.DecisionView;
import io.godwit.protocol.api.ForecastView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.LimitsView;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.client.ApiClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit migration}. */
@Command(name = "migration", description = "Looks at migrations, follows, steers and cancels them.")
final class MigrationCommands {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(description = "Lists the migrations, the latest last, or follows them.")
  int list(@Option(names = "--watch", description = Watching.DESCRIPTION) boolean watch) {
    if (watch) {
      return new Watching<MigrationView>(godwit, this::table)
          .follow((client, change) -> client.watchMigrations(new TreeMap<>(), change));
    }
    return godwit.show(
        client -> new ItemList<>(client.migrations()), all -> table(all.items()).lines());
  }

  @Command(description = "Shows one migration.")
  int show(@Parameters(paramLabel = "ID", description = "The migration.") MigrationId id) {
    return godwit.show((ApiClient client) -> client.migration(id.value()), this::details);
  }

  @Command(description = "Follows a migration until it has ended. Ctrl-C does not cancel it.")
  int watch(@Parameters(paramLabel = "ID", description = "The migration.") MigrationId id) {
    return godwit.ask(client -> new MigrationWatch(godwit, client).follow(id.value()));
  }

  @Command(description = "Cancels a migration; the guest goes on where it is.")
  int cancel(@Parameters(paramLabel = "ID", description = "The migration.") MigrationId id) {
    MigrationView ended = godwit.ask(client -> client.cancelMigration(id.value()));
    return switch (ended.state()) {
      case CANCELLED, FAILED -> {
        godwit.print(ended, MigrationCommands::sentence);
        yield 0;
      }
      case COMPLETED ->
          throw new GodwitException(
              ErrorCode.MIGRATION_TOO_LATE,
              "The cancel came too late: " + ended.vm() + " runs on " + ended.destination() + ".",
              "Move it back with 'godwit vm migrate "
                  + ended.vm()
                  + " --to "
                  + ended.source()
                  + "'.");
      case QUEUED, RUNNING, INDETERMINATE -> {
        godwit.print(ended, MigrationCommands::sentence);
        yield ErrorKind.INDETERMINATE.exitStatus();
      }
    };
  }

  @Command(
      description = {
        "Lets the guest move now, whatever the pause.",
        "QEMU switches over with its next pass over memory. Refused once the guest stands still."
      })
  int force(@Parameters(paramLabel = "ID", description = "The migration.") MigrationId id) {
    return godwit.show(client -> client.forceMigration(id.value()), MigrationCommands::told);
  }

  @Command(
      description = {
        "Changes what a copy that runs may cost from now on.",
        "What is not given stays; if nothing is given, a limit of the bandwidth is lifted."
      })
  int limit(
      @Parameters(paramLabel = "ID", description = "The migration.") MigrationId id,
      @Option(
              names = "--max-bandwidth",
              paramLabel = "RATE",
              description = "Most to send, as 100MiB/s or 800Mbit/s.")
          @Nullable DataRate bandwidth,
      @Option(
              names = "--max-downtime",
              paramLabel = "TIME",
              description = "The pause to plan for, as 300ms.")
          @Nullable Duration downtime,
      @Option(
              names = "--max-slowdown",
              paramLabel = "PERCENT",
              description =
                  "How much of its processors' time the guest may lose so that the copy catches up;"
                      + " only if it could at the beginning.")
          @Nullable Integer slowdown) {
    if (downtime != null || slowdown != null) {
      LimitsView wish =
          new LimitsView(
              downtime == null ? null : downtime.toMillis(),
              bandwidth == null ? null : bandwidth.bytesPerSecond(),
              null,
              slowdown,
              null,
              null);
      return godwit.show(
          client -> client.adjustMigration(id.value(), wish), MigrationCommands::told);
    }
    BandwidthRequest wish =
        new BandwidthRequest(bandwidth == null ? 0 : bandwidth.bytesPerSecond());
    return godwit.show(client -> client.limitMigration(id.value(), wish), MigrationCommands::told);
  }

  private static List<String> told(MigrationView view) {
    String last = view.decisions().isEmpty() ? "QEMU was told" : view.decisions().getLast().text();
    return List.of("migration " + Words.of(view.id()) + ": " + Words.of(last));
  }

  private static List<String> sentence(MigrationView view) {
    return List.of(
        "migration "
            + Words.of(view.id())
            + " of "
            + Words.of(view.vm())
            + " is "
            + view.state().name().toLowerCase(Locale.ROOT)
            + switch (view.state()) {
              case CANCELLED, FAILED -> "; it stays on " + Words.of(view.source());
              case COMPLETED -> "; it runs on " + Words.of(view.destination());
              case QUEUED, RUNNING, INDETERMINATE -> "";
            });
  }

  private Table table(List<MigrationView> migrations) {
    Table table =
        Table.of(
            "id",
            "vm",
            "from",
            "to",
            "state",
            "phase",
            "started",
            "time",
            "downtime",
            "blackout",
            "waits");
    migrations.stream()
        .sorted(Comparator.comparing(MigrationView::startedAt).thenComparing(MigrationView::id))
        .forEach(view ->
            table.row(
                view.id(),
                view.vm(),
                view.source(),
                view.destination(),
                view.state(),
                view.phase(),
                age(view),
                Words.elapsed(time(view)),
                downtime(view),
                blackout(view),
                waits(view)));
    return table;
  }

  /** Where it stands in the line and for what. */
  private static @Nullable String waits(MigrationView view) {
    MigrationView.Queue queue = view.queue();
    return queue == null ? null : "position " + queue.position() + ": " + Words.of(queue.reason());
  }

  private static @Nullable String begun(MigrationView view) {
    Instant begun = view.begunAt();
    return begun == null || begun.equals(view.startedAt())
        ? null
        : begun
            + ", after "
            + Words.elapsed(Duration.between(view.startedAt(), begun))
            + " in line";
  }

  private List<String> details(MigrationView view) {
    MigrationView.Progress progress = view.progress();
    List<@Nullable Object> lines =
        new ArrayList<>(
            Arrays.<@Nullable Object>asList(
                "id", view.id(),
                "vm", view.vm(),
                "from", view.source(),
                "to", view.destination(),
                "state", view.state(),
                "phase", view.phase(),
                "started", view.startedAt() + " (" + age(view) + ")",
                "waits", waits(view),
                "begun", begun(view),
                "ended", view.endedAt(),
                "time", Words.elapsed(time(view)),
                "downtime", downtime(view),
                "blackout", blackoutInFull(view),
                "rounds", progress.round(),
                "memory", new DataSize(progress.totalBytes()),
                "sent", new DataSize(progress.transferredBytes()),
                "left", new DataSize(progress.remainingBytes()),
                "rate", new DataRate(progress.rateBytesPerSecond()),
                "dirty rate", new DataRate(progress.dirtyRateBytesPerSecond())));
    ProblemView problem = view.problem();
    if (problem != null) {
      lines.add("problem");
      lines.add(problem.code() + ": " + problem.detail());
      lines.add("next");
      lines.add(problem.next());
    }
    forecast(view, lines);
    for (DecisionView decision : view.decisions()) {
      lines.add("decided");
      lines.add(decision.text());
    }
    return Table.details(lines.toArray());
  }

  /** Predicted and, where it has come out, actual. */
  private static void forecast(MigrationView view, List<@Nullable Object> lines) {
    ForecastView forecast = view.forecast();
    if (forecast == null) {
      return;
    }
    MigrationView.Result result = view.result();
    lines.addAll(
        Arrays.<@Nullable Object>asList(
            "course",
            forecast.course(),
            "forecast",
            "copy "
                + Words.milliseconds((double) forecast.durationMs())
                + ", downtime "
                + Words.milliseconds((double) forecast.downtimeMs())
                + ", "
                + new DataSize(forecast.transferredBytes())
                + " on the wire, "
                + forecast.convergencePercent()
                + " % sure to end by itself ("
                + forecast.grounds().toLowerCase(Locale.ROOT)
                + ")",
            "actual",
            result == null
                ? null
                : "copy "
                    + Words.milliseconds(result.copyMs())
                    + ", downtime "
                    + Words.milliseconds(result.downtimeMs())
                    + ", "
                    + new DataSize(result.transferredBytes())
                    + " on the wire"));
  }

  private String age(MigrationView view) {
    return Words.age(Duration.between(view.startedAt(), godwit.around().clock().instant()))
        + " ago";
  }

  private static Duration time(MigrationView view) {
    MigrationView.Result result = view.result();
    return result == null
        ? Duration.ofMillis(view.progress().elapsedMs())
        : Duration.ofNanos((long) (result.totalMs() * 1e6));
  }

  private static @Nullable String blackout(MigrationView view) {
    MigrationView.Result result = view.result();
    return result == null || result.blackoutMs() == null
        ? null
        : Words.milliseconds(result.blackoutMs());
  }

  private static @Nullable String blackoutInFull(MigrationView view) {
    MigrationView.Result result = view.result();
    if (result == null) {
      return null;
    }
    String seen = blackout(view);
    if (seen != null) {
      return seen + ", seen by " + Words.of(result.blackoutSeenBy());
    }
    return result.blackoutUnknown() == null
        ? null
        : "not measured: " + Words.of(result.blackoutUnknown());
  }

  private static @Nullable String downtime(MigrationView view) {
    MigrationView.Result result = view.result();
    return result == null ? null : Words.milliseconds(result.downtimeMs());
  }
}
