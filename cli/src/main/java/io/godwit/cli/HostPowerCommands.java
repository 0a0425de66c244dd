package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.host.HostId;
import io.godwit.protocol.api.HostPowerView;
import io.godwit.protocol.api.HostPowerWish;
import io.godwit.protocol.api.ProblemView;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit host power}. */
@Command(name = "power", description = "Switches a host off and on, and says how it is.")
final class HostPowerCommands {
  private static final String HOST = "The host.";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private HostCommands host;

  @Command(description = "Says how a host's power is, and asks its driver.")
  int status(@Parameters(paramLabel = "NAME", description = HOST) HostId name) {
    return host.godwit().show(client -> client.hostPower(name.value()), HostPowerCommands::lines);
  }

  @Command(
      description = {
        "Switches a host on.",
        "One that is being emptied is kept on; one that did not come back goes back into the pool."
      })
  int on(@Parameters(paramLabel = "NAME", description = HOST) HostId name) {
    return turn(name, "ON");
  }

  @Command(description = "Switches a host off. It must not have VMs.")
  int off(@Parameters(paramLabel = "NAME", description = HOST) HostId name) {
    return turn(name, "OFF");
  }

  private int turn(HostId name, String power) {
    return host.godwit()
        .show(
            client -> client.turnHost(name.value(), new HostPowerWish(power)),
            HostPowerCommands::lines);
  }

  private static List<String> lines(HostPowerView is) {
    ProblemView problem = is.problem();
    return Table.details(
        "name", is.host(),
        "stage", is.stage(),
        "since", is.since(),
        "by", is.by(),
        "because", is.because(),
        "driver", is.driver(),
        "power", is.power(),
        "problem", problem == null ? null : problem.detail(),
        "came on in",
            is.bootsMs().stream()
                .map(ms -> Words.milliseconds((double) ms))
                .collect(Collectors.joining(", ")));
  }
}
