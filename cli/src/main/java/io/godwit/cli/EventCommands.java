package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.EventView;
import io.godwit.protocol.api.PageView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code godwit event}. */
@Command(name = "event", description = "Looks at what happened: who did what, to what, from where.")
final class EventCommands {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(description = "Lists events, the latest last, or follows them.")
  int list(
      @Option(names = "--watch", description = "Goes on with what happens from now on.")
          boolean watch,
      @Option(names = "--actor", paramLabel = "USER", description = "Who did it.")
          @Nullable String actor,
      @Option(
              names = "--action",
              paramLabel = "VERB",
              description = "How the action starts, as vm.start, or vm. for all of them.")
          @Nullable String action,
      @Option(names = "--subject", paramLabel = "NAME", description = "What it was done to.")
          @Nullable String subject,
      @Option(
              names = "--outcome",
              paramLabel = "OUTCOME",
              description = "succeeded, refused, failed or noted.")
          @Nullable String outcome,
      @Option(
              names = "--since",
              paramLabel = "TIME",
              description = "Not before, as 2026-03-01T12:00:00Z.")
          @Nullable String since,
      @Option(names = "--until", paramLabel = "TIME", description = "Before.")
          @Nullable String until,
      @Option(
              names = "--limit",
              paramLabel = "COUNT",
              defaultValue = "100",
              description = "How many at most, up to 1000; ${DEFAULT-VALUE} if not given.")
          int limit) {
    SortedMap<String, String> query = new TreeMap<>();
    TaskCommands.given(query, "actor", actor);
    TaskCommands.given(query, "action", action);
    TaskCommands.given(query, "subject", subject);
    TaskCommands.given(query, "outcome", outcome == null ? null : outcome.toUpperCase(Locale.ROOT));
    TaskCommands.given(query, "since", since);
    TaskCommands.given(query, "until", until);
    if (watch) {
      return follow(query);
    }
    query.put("limit", Integer.toString(limit));
    PageView<EventView> page = godwit.ask(client -> client.events(query));
    godwit.print(page, EventCommands::table);
    godwit.noteMissing(page.missing());
    return 0;
  }

  /** Goes on until it is interrupted: a line for each, in JSON a document for each line. */
  private int follow(SortedMap<String, String> query) {
    Surroundings around = godwit.around();
    try {
      godwit.ask(client -> {
        client.watchEvents(
            query,
            event -> {
              around.out().line(line(event));
              return false;
            });
        return "";
      });
    } catch (GodwitException broken) {
      if (Thread.interrupted()) {
        return MigrationWatch.INTERRUPTED;
      }
      throw broken;
    }
    return 0;
  }

  private String line(EventView event) {
    return switch (godwit.format) {
      case JSON, YAML -> godwit.format.oneOfMany(event);
      case TABLE ->
          event.at()
              + " "
              + Words.of(event.actor())
              + " "
              + Words.of(event.action())
              + " "
              + Words.of(event.subject())
              + " "
              + event.outcome().name().toLowerCase(Locale.ROOT)
              + ": "
              + Words.of(event.message());
    };
  }

  private static List<String> table(PageView<EventView> page) {
    Table table =
        Table.of("sequence", "time", "actor", "from", "action", "subject", "outcome", "message");
    List<EventView> items = new ArrayList<>(page.items());
    Collections.reverse(items);
    for (EventView event : items) {
      table.row(
          event.sequence(),
          event.at(),
          event.actor(),
          event.from().isEmpty() ? null : event.from(),
          event.action(),
          event.subject(),
          event.outcome(),
          event.message());
    }
    return table.lines();
  }
}
