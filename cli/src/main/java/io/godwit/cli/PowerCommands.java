package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.protocol.api.PlanApply;
import io.godwit.protocol.api.PlanView.MoveView;
import io.godwit.protocol.api.PowerPlanView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit power}. */
@Command(
    name = "power",
    description = "Shows which hosts of a cluster are needed, and what would be switched for it.")
final class PowerCommands {
  private static final String CLUSTER = "The cluster; default if not given.";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Command(
      description = "Shows the newest plan of a cluster's power: what is switched, who stays, why.")
  int show(
      @Parameters(
              paramLabel = "CLUSTER",
              arity = "0..1",
              defaultValue = "default",
              description = CLUSTER)
          String cluster,
      @Option(names = "--now", description = "Looks at the cluster now.") boolean now) {
    return godwit.show(
        client -> now ? client.lookAtPower(cluster) : client.power(cluster), PowerCommands::lines);
  }

  @Command(
      description = {
        "Approves the newest plan of a cluster's power.",
        "Hosts that are needed come on; those that are not are emptied, and go off."
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
        client -> client.applyPower(cluster, new PlanApply(number)), PowerCommands::lines);
  }

  private static List<String> lines(PowerPlanView plan) {
    Table hosts = Table.of("host", "is", "plan", "because");
    plan.hosts().forEach(each -> hosts.row(each.host(), each.stage(), each.plan(), each.because()));
    List<String> lines = new ArrayList<>(hosts.lines());
    if (!plan.moves().isEmpty()) {
      Table moves = Table.of("move", "vm", "from", "to", "takes", "because");
      int number = 1;
      for (MoveView move : plan.moves()) {
        moves.row(
            number++,
            move.vm(),
            move.from(),
            move.to(),
            Words.milliseconds((double) move.expectedMs()),
            move.because());
      }
      lines.addAll(moves.lines());
    }
    lines.add(
        "plan "
            + plan.number()
            + " of the power of cluster "
            + Words.of(plan.cluster())
            + ": "
            + PowerOptions.shown(plan.saving()).toLowerCase(Locale.ROOT));
    return lines;
  }
}
