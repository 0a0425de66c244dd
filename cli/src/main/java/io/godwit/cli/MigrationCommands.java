package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.ErrorKind;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.client.ApiClient;
import java.time.Duration;
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
@Command(name = "migration", description = "Looks at migrations, follows and cancels them.")
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
      case RUNNING, INDETERMINATE -> {
        godwit.print(ended, MigrationCommands::sentence);
        yield ErrorKind.INDETERMINATE.exitStatus();
      }
    };
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
              case RUNNING, INDETERMINATE -> "";
            });
  }

  private Table table(List<MigrationView> migrations) {
    Table table =
        Table.of(
            "id", "vm", "from", "to", "state", "phase", "started", "time", "downtime", "blackout");
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
                blackout(view)));
    return table;
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
    return Table.details(lines.toArray());
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
