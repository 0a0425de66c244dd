package io.godwit.cli;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.host.HostId;
import io.godwit.protocol.api.MaintenanceEnd;
import io.godwit.protocol.api.MaintenanceRequest;
import io.godwit.protocol.api.MaintenanceView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit host maintenance}. */
@Command(
    name = "maintenance",
    description = "Empties a host while its guests work, and lets it take VMs again.")
final class MaintenanceCommands {
  private static final String HOST = "The host.";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private HostCommands host;

  @Command(
      description = {
        "Empties a host: it takes no VMs from now on, and its guests move to others.",
        "Says first who goes where, who cannot and why, and what is left to the others then."
            + " Stops no guest.",
        "Ctrl-C stops watching; the evacuation goes on until 'godwit host maintenance exit'."
      })
  int enter(
      @Parameters(paramLabel = "NAME", description = HOST) HostId name,
      @Option(names = "--check", description = "Only says what would happen.") boolean check,
      @Option(
              names = "--with-disks",
              description = "Disks that the hosts do not share are copied with their VMs.")
          boolean withDisks,
      @Option(
              names = "--partly",
              description = "VMs that cannot leave may stay; without it nothing is moved then.")
          boolean partly) {
    Godwit godwit = host.godwit();
    MaintenanceRequest wish =
        new MaintenanceRequest(withDisks ? true : null, partly ? true : null, check ? true : null);
    MaintenanceView plan = godwit.ask(client -> client.beginMaintenance(name.value(), wish));
    if (check) {
      godwit.print(plan, MaintenanceReport::lines);
      return MaintenanceReport.isBlocked(plan) ? ErrorCode.EVACUATION_BLOCKED.exitStatus() : 0;
    }
    return new MaintenanceWatch(godwit).follow(plan);
  }

  @Command(description = "Shows how far a host is: who has left, who is to go and who stays.")
  int status(@Parameters(paramLabel = "NAME", description = HOST) HostId name) {
    return host.godwit().show(client -> client.maintenance(name.value()), MaintenanceReport::lines);
  }

  @Command(
      description = {
        "Lets a host take VMs again.",
        "Migrations away from it that run go on; those that wait are called off."
      })
  int exit(
      @Parameters(paramLabel = "NAME", description = HOST) HostId name,
      @Option(
              names = "--bring-back",
              description = "The VMs that left for it come home where that makes things better.")
          boolean bringBack) {
    return host.godwit()
        .show(
            client ->
                client.endMaintenance(name.value(), new MaintenanceEnd(bringBack ? true : null)),
            MaintenanceReport::lines);
  }
}
