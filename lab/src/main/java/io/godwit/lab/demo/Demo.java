package io.godwit.lab.demo;

import io.godwit.cli.text.MigrationProgressBar;
import io.godwit.lab.Guest;
import io.godwit.lab.GuestSpec;
import io.godwit.lab.Lab;
import io.godwit.lab.LabException;
import io.godwit.lab.LabHost;
import io.godwit.lab.client.Client;
import io.godwit.lab.client.ClientReport;
import io.godwit.lab.client.ClientReport.AckReport;
import io.godwit.lab.client.DiskRecords;
import io.godwit.lab.client.GuestStatus;
import io.godwit.lab.client.Verification;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Boots a guest, moves it from host to host under load, and lets it be judged. */
public final class Demo {
  private static final String VM = "demo";
  private static final int GUEST_NUMBER = 10;
  private static final Duration BOOT_DEADLINE = Duration.ofMinutes(2);
  private static final Duration SETTLE_DEADLINE = Duration.ofSeconds(20);
  private static final Duration MIGRATION_DEADLINE = Duration.ofMinutes(5);

  private final DemoOptions options;
  private final Steps steps;
  private final Supplier<MigrationProgressBar> display;

  /**
   * @param display makes one for every migration
   */
  public Demo(DemoOptions options, Steps steps, Supplier<MigrationProgressBar> display) {
    this.options = options;
    this.steps = steps;
    this.display = display;
  }

  /**
   * Runs it in a lab that is up.
   *
   * @throws LabException if it cannot be brought to its end, with the reason
   */
  public DemoReport run(Lab lab) throws InterruptedException {
    List<LabHost> hosts = lab.hosts();
    Guest guest = lab.createGuest(guest(hosts.getFirst().name()));
    try (Client client = lab.client(guest)) {
      steps.begin(
          "booting guest %s on %s: %s, %d MiB filled, %d MiB/s rewritten"
              .formatted(
                  VM,
                  hosts.getFirst().name(),
                  options.memory(),
                  options.fillMib(),
                  options.rateMibPerSecond()));
      lab.api().startVm(VM);
      GuestStatus before = client.awaitServing(BOOT_DEADLINE);
      steps.done("guest serves");
      client.begin();
      client.settle(SETTLE_DEADLINE);
      List<MigrationView> migrations = new ArrayList<>();
      for (LabHost destination : hosts.subList(1, hosts.size())) {
        migrations.add(move(lab, client, destination.name()));
      }
      return judge(guest, client, before, migrations);
    }
  }

  private GuestSpec guest(String host) {
    return GuestSpec.of(VM, host, GUEST_NUMBER)
        .withMemory(options.memory())
        .withLoad(options.fillMib(), options.rateMibPerSecond(), "random");
  }

  private MigrationView move(Lab lab, Client client, String destination) {
    client.mark(destination);
    MigrationView accepted =
        lab.api()
            .migrate(VM, MigrateRequest.of(destination, null, null, MIGRATION_DEADLINE.toMillis()));
    steps.begin("moving " + VM + " " + accepted.source() + " -> " + destination);
    MigrationView ended;
    try (MigrationProgressBar bar = display.get()) {
      ended = lab.api().watch(accepted.id(), new Assassin(lab, steps, bar));
    }
    if (ended.state() != MigrationView.State.COMPLETED) {
      String why = ended.problem() == null ? "" : ": " + ended.problem().detail();
      throw new LabException(
          "Migration %s to %s ended as %s in %s%s"
              .formatted(ended.id(), destination, ended.state(), ended.phase(), why));
    }
    client.settle(SETTLE_DEADLINE);
    steps.done(VM + " runs on " + destination);
    return ended;
  }

  private DemoReport judge(
      Guest guest, Client client, GuestStatus before, List<MigrationView> migrations) {
    client.mark("verify");
    Verification verification = client.verify();
    GuestStatus after = client.status();
    ClientReport seen = client.report();
    long lost = recordsNotOnDisk(guest, before, seen.acks());
    steps.done("memory and disk verified");
    List<DemoReport.Move> moves =
        migrations.stream().map(m -> DemoReport.Move.of(m, seen.window(m.destination()))).toList();
    return DemoReport.of(
        VM, moves, DemoReport.Whole.of(seen, before, after, verification, lost), steps.seconds());
  }

  private static long recordsNotOnDisk(Guest guest, GuestStatus status, AckReport acks) {
    try {
      return DiskRecords.lost(guest.disk(), status.bootId(), acks.first(), acks.last());
    } catch (IOException unreadable) {
      throw new LabException("Cannot read " + guest.disk() + ".", unreadable);
    }
  }
}
