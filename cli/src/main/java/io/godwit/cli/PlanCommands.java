package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.PlanApplied;
import io.godwit.protocol.api.PlanApply;
import io.godwit.protocol.api.PlanSummary;
import io.godwit.protocol.api.PlanView;
import io.godwit.protocol.api.PlanView.AlternativeView;
import io.godwit.protocol.api.PlanView.ConsequencesView;
import io.godwit.protocol.api.PlanView.MoveView;
import io.godwit.protocol.api.PlanView.ScoreView;
import io.godwit.protocol.api.ReplayView;
import io.godwit.protocol.api.WhatIf;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit plan}. */
@Command(
    name = "plan",
    description =
        "Shows what would be better in a cluster, why VMs are where they are, and what if.")
final class PlanCommands {
  private static final String CLUSTER = "The cluster; default if not given.";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(
      description = {
        "Shows the newest plan of a cluster; one is made every minute.",
        "With --number one that was kept, with what it weighed."
      })
  int show(
      @Parameters(
              paramLabel = "CLUSTER",
              arity = "0..1",
              defaultValue = "default",
              description = CLUSTER)
          String cluster,
      @Option(names = "--now", description = "Looks at the cluster now.") boolean now,
      @Option(names = "--number", paramLabel = "NUMBER", description = "A plan that was kept.")
          @Nullable Long number) {
    if (number != null) {
      return godwit.show(client -> client.plan(cluster, number), PlanCommands::whole);
    }
    return godwit.show(
        client -> now ? client.look(cluster) : client.plan(cluster), PlanCommands::lines);
  }

  @Command(
      description = {
        "Lists the plans of a cluster that were kept, the newest first.",
        "One that comes to the same moves as the one before is not kept again."
      })
  int list(
      @Parameters(
              paramLabel = "CLUSTER",
              arity = "0..1",
              defaultValue = "default",
              description = CLUSTER)
          String cluster,
      @Option(names = "--before", paramLabel = "NUMBER", description = "Only earlier ones.")
          @Nullable Long before,
      @Option(
              names = "--limit",
              paramLabel = "COUNT",
              defaultValue = "20",
              description = "How many at most; 20 if not given.")
          int limit) {
    return godwit.show(client -> client.plans(cluster, before, limit), PlanCommands::table);
  }

  @Command(
      description = {
        "Makes a kept plan once more from what it was made from; nothing is moved.",
        "Says whether moves, reasons and figures are the same to the last bit."
      })
  int replay(
      @Parameters(paramLabel = "NUMBER", description = "The plan.") long number,
      @Option(names = "--cluster", defaultValue = "default", description = CLUSTER)
          String cluster) {
    return godwit.show(client -> client.replay(cluster, number), PlanCommands::replayed);
  }

  @Command(
      description = {
        "Approves the newest plan of a cluster: its moves begin.",
        "Those that wait for another's room follow by themselves, unless something comes between."
      })
  int apply(
      @Parameters(
              paramLabel = "CLUSTER",
              arity = "0..1",
              defaultValue = "default",
              description = CLUSTER)
          String cluster,
      @Option(
              names = "--number",
              paramLabel = "NUMBER",
              required = true,
              description = "That of the plan you have looked at.")
          long number) {
    return godwit.show(
        client -> client.applyPlan(cluster, new PlanApply(number)), PlanCommands::applied);
  }

  @Command(description = "Says why a VM is where it is, and what would change that.")
  int explain(
      @Parameters(paramLabel = "VM", description = "The VM.") VmName vm,
      @Option(
              names = "--not-on",
              paramLabel = "HOST",
              description = "Says why it is not on this host.")
          @Nullable String host) {
    return godwit.show(
        client -> client.explain(vm.value(), host),
        is -> is.lines().stream().map(Words::of).toList());
  }

  @Command(
      description = {
        "Says where new VMs would start, and why not elsewhere; nothing is made.",
        "Of several the first is ranked, and each sees those before it."
      })
  int place(
      @Parameters(
              paramLabel = "CLUSTER",
              arity = "0..1",
              defaultValue = "default",
              description = CLUSTER)
          String cluster,
      @Mixin PlaceOptions wish) {
    return godwit.show(client -> client.place(cluster, wish.request()), PlaceOptions::lines);
  }

  /** What happens; at most one of these. */
  static final class Happens {
    @Option(names = "--fail", paramLabel = "HOST", description = "If this host failed.")
    private @Nullable String fail;

    @Option(names = "--maintenance", paramLabel = "HOST", description = "If it were emptied.")
    private @Nullable String maintenance;

    @Option(
        names = "--add-hosts",
        paramLabel = "COUNT",
        description = "If there were more hosts like those that are there.")
    private @Nullable Integer addHosts;
  }

  @Command(
      name = "what-if",
      description = {
        "Says what would be done if something happened; nothing is.",
        "What happens, a rule and a time may be asked together."
      })
  int whatIf(
      @Parameters(
              paramLabel = "CLUSTER",
              arity = "0..1",
              defaultValue = "default",
              description = CLUSTER)
          String cluster,
      @ArgGroup @Nullable Happens happens,
      @Option(
              names = "--at",
              paramLabel = "TIME",
              description =
                  "With the load that was recorded around then, as 02:00 (the last time it was so"
                      + " late here) or 2026-12-24T02:00:00Z.")
          @Nullable String at,
      @Mixin AskedRule rule) {
    Happens event = happens == null ? new Happens() : happens;
    WhatIf question =
        new WhatIf(
            event.fail,
            event.maintenance,
            event.addHosts,
            at == null ? null : Godwit.orRefused(() -> Moment.of(at, now())),
            rule.edit());
    return godwit.show(client -> client.whatIf(cluster, question), PlanCommands::asked);
  }

  private ZonedDateTime now() {
    return godwit.around().clock().instant().atZone(ZoneId.systemDefault());
  }

  /** The plan, and what it would come to. */
  private static List<String> asked(PlanView plan) {
    List<String> lines = new ArrayList<>(lines(plan));
    ConsequencesView are = plan.consequences();
    lines.add(
        "would take "
            + are.migrations()
            + (are.migrations() == 1 ? " migration" : " migrations")
            + (are.starts() == 0 ? "" : " and " + are.starts() + " starts elsewhere")
            + ", "
            + new DataSize(are.bytes())
            + ", "
            + Words.milliseconds((double) are.expectedMs()));
    Double before = are.wattsBefore();
    Double after = are.wattsAfter();
    lines.add(
        before == null || after == null
            ? "energy: not known, since no power curve is known of "
                + Words.of(String.join(", ", are.unmeasured()))
            : String.format(
                Locale.ROOT,
                "energy: %.0f W before, %.0f W after, %.1f kWh a day %s",
                before,
                after,
                Math.abs(after - before) * 24 / 1000,
                after > before ? "more" : "less"));
    return lines;
  }

  private static List<String> table(ItemList<PlanSummary> plans) {
    Table table = Table.of("number", "at", "for", "moves", "summary");
    plans
        .items()
        .forEach(each ->
            table.row(
                each.number(),
                each.at().truncatedTo(ChronoUnit.SECONDS),
                each.purpose().toLowerCase(Locale.ROOT),
                each.moves(),
                each.summary()));
    return table.lines();
  }

  private static List<String> replayed(ReplayView is) {
    List<String> lines = new ArrayList<>();
    lines.add(
        is.same()
            ? "plan %d is the same to the last bit: %s, digest %s"
                .formatted(is.number(), moves(is.moves()), Words.of(is.digest()))
            : "plan %d is another one now: %s then, %d now"
                .formatted(is.number(), moves(is.moves()), is.movesAgain()));
    if (!is.version().equals(is.versionAgain())) {
      lines.add(
          "it was made by version "
              + Words.of(is.version())
              + ", this is "
              + Words.of(is.versionAgain()));
    }
    return lines;
  }

  private static String moves(int count) {
    return count + (count == 1 ? " move" : " moves");
  }

  /** The plan, what it scored and what it left out. */
  private static List<String> whole(PlanView plan) {
    List<String> lines = new ArrayList<>(lines(plan));
    lines.add(
        "made at "
            + plan.at().truncatedTo(ChronoUnit.SECONDS)
            + " from "
            + Words.of(plan.digest()));
    String about = about(plan);
    if (!about.isEmpty()) {
      lines.add(about);
    }
    for (ScoreView score : plan.scores()) {
      lines.add(
          Words.of(score.subject())
              + ": "
              + score.parts().stream()
                  .map(part ->
                      String.format(Locale.ROOT, "%s %.3f", Words.of(part.name()), part.value()))
                  .collect(Collectors.joining(", ")));
    }
    if (!plan.alternatives().isEmpty()) {
      lines.add("");
      Table table = Table.of("not moved", "to", "would bring", "but");
      for (AlternativeView each : plan.alternatives()) {
        table.row(
            each.vm(),
            each.to(),
            String.format(Locale.ROOT, "%.0f core-seconds", each.gainCoreSeconds()),
            each.verdict());
      }
      lines.addAll(table.lines());
    }
    return lines;
  }

  private static String about(PlanView plan) {
    String purpose = plan.purpose();
    String host = plan.host() == null ? "" : Words.of(plan.host());
    return switch (purpose == null ? "" : purpose) {
      case "MAINTENANCE" -> "host " + host + " was to be emptied";
      case "HOMECOMING" -> "VMs that had left host " + host + " were to come home";
      case "POWER" -> "hosts were to be on as far as they are needed";
      default -> "";
    };
  }

  static List<String> lines(PlanView plan) {
    List<String> lines = new ArrayList<>();
    if (!plan.moves().isEmpty()) {
      Table table = Table.of("move", "vm", "from", "to", "for", "after", "takes", "because");
      int number = 1;
      for (MoveView move : plan.moves()) {
        table.row(
            number++,
            move.vm(),
            move.from(),
            move.to(),
            move.purpose().toLowerCase(Locale.ROOT),
            String.join(",", move.after().stream().map(String::valueOf).toList()),
            Words.milliseconds((double) move.expectedMs()),
            move.because());
      }
      lines.addAll(table.lines());
    }
    plan.report().forEach(line -> lines.add(Words.of(line)));
    if (plan.number() > 0) {
      lines.add(
          "plan "
              + plan.number()
              + " of cluster "
              + Words.of(plan.cluster())
              + ("POWER".equals(plan.purpose())
                  ? ""
                  : ", balancing "
                      + plan.mode().toLowerCase(Locale.ROOT)
                      + ", threshold "
                      + plan.threshold()));
    }
    return lines;
  }

  private static List<String> applied(PlanApplied applied) {
    return List.of(
        applied.migrations().isEmpty()
            ? "no migration was begun; the manager's log says why"
            : "begun: " + Words.of(String.join(", ", applied.migrations())));
  }
}
