package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.TaskView;
import io.godwit.protocol.client.ApiClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit task}. */
@Command(
    name = "task",
    description = "Looks at operations, follows and cancels them. Migrations are tasks, too.")
final class TaskCommands {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(description = "Lists the tasks: those that run, then those that have ended.")
  int list(
      @Option(names = "--watch", description = Watching.DESCRIPTION) boolean watch,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = "running, succeeded, failed or cancelled.")
          @Nullable String state,
      @Option(names = "--action", paramLabel = "VERB", description = "What is done, as vm.start.")
          @Nullable String action,
      @Option(names = "--subject", paramLabel = "NAME", description = "What it is done to.")
          @Nullable String subject,
      @Option(names = "--actor", paramLabel = "USER", description = "Who asked.")
          @Nullable String actor,
      @Option(
              names = "--limit",
              paramLabel = "COUNT",
              defaultValue = "100",
              description = "How many at most, up to 1000; ${DEFAULT-VALUE} if not given.")
          int limit) {
    SortedMap<String, String> query = new TreeMap<>();
    given(query, "state", state == null ? null : state.toUpperCase(Locale.ROOT));
    given(query, "action", action);
    given(query, "subject", subject);
    given(query, "actor", actor);
    if (watch) {
      return new Watching<TaskView>(godwit, this::table)
          .follow((client, change) -> client.watchTasks(query, change));
    }
    given(query, "limit", Integer.toString(limit));
    PageView<TaskView> page = godwit.ask(client -> client.tasks(query));
    godwit.print(page, shown -> table(shown.items()).lines());
    godwit.noteMissing(page.missing());
    return 0;
  }

  @Command(description = "Shows one task.")
  int show(@Parameters(paramLabel = "ID", description = "The task.") String id) {
    return godwit.show((ApiClient client) -> client.task(id), this::details);
  }

  @Command(description = "Follows a task until it has ended. Ctrl-C does not cancel it.")
  int watch(@Parameters(paramLabel = "ID", description = "The task.") String id) {
    return new TaskWatch(godwit).follow(id);
  }

  @Command(description = "Cancels a task, if it still can be.")
  int cancel(@Parameters(paramLabel = "ID", description = "The task.") String id) {
    return godwit.show((ApiClient client) -> client.cancelTask(id), TaskWatch::sentence);
  }

  private Table table(List<TaskView> tasks) {
    Table table = Table.of("id", "action", "subject", "state", "actor", "started", "time", "step");
    for (TaskView view : tasks) {
      table.row(
          view.id(),
          view.action(),
          view.subject(),
          view.state(),
          view.actor(),
          age(view.startedAt()),
          Words.elapsed(time(view)),
          view.state().hasEnded() ? null : step(view.step(), view.percent()));
    }
    return table;
  }

  private List<String> details(TaskView view) {
    List<@Nullable Object> lines =
        new ArrayList<>(
            Arrays.<@Nullable Object>asList(
                "id",
                view.id(),
                "action",
                view.action(),
                view.subjectKind(),
                view.subject(),
                "state",
                view.state(),
                "asked by",
                view.from().isEmpty() ? view.actor() : view.actor() + " from " + view.from(),
                "started",
                view.startedAt() + " (" + age(view.startedAt()) + ")",
                "ended",
                view.endedAt(),
                "time",
                Words.elapsed(time(view)),
                "step",
                view.stepNumber() + " of " + view.steps() + ", " + view.step(),
                "percent",
                view.percent(),
                "cancellable",
                view.cancellable() ? "yes" : "no",
                "result",
                view.result(),
                "request",
                view.correlation()));
    ProblemView problem = view.problem();
    if (problem != null) {
      lines.add("problem");
      lines.add(problem.code() + ": " + problem.detail());
      lines.add("next");
      lines.add(problem.next());
    }
    return Table.details(lines.toArray());
  }

  private static String step(String step, @Nullable Integer percent) {
    return percent == null ? step : step + ", " + percent + " %";
  }

  private String age(Instant at) {
    return Words.age(Duration.between(at, now())) + " ago";
  }

  private Duration time(TaskView view) {
    Instant end = view.endedAt();
    return Duration.between(view.startedAt(), end == null ? now() : end);
  }

  private Instant now() {
    return godwit.around().clock().instant();
  }

  static void given(SortedMap<String, String> query, String name, @Nullable String value) {
    if (value != null) {
      query.put(name, value);
    }
  }
}
