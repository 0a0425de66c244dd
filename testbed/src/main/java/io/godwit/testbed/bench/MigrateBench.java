package io.godwit.testbed.bench;

import io.godwit.lab.Guest;
import io.godwit.lab.GuestSpec;
import io.godwit.lab.Lab;
import io.godwit.lab.LabEnvironment;
import io.godwit.lab.LabOptions;
import io.godwit.lab.client.Client;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.client.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Moves the two guests of one case in turn. */
final class MigrateBench {
  private static final Duration BOOT = Duration.ofMinutes(3);
  private static final Duration SETTLE = Duration.ofSeconds(30);

  /**
   * Memory that the source before has just freed is touched ten times faster than other memory, on
   * machines that give free pages back to an outer host. It is so for a second or two; whoever
   * comes next must not profit from it.
   */
  private static final Duration COOL_DOWN = Duration.ofSeconds(4);

  private static final String OURS = "ours";
  private static final String BARE = "bare";

  private final BenchCase which;
  private final int pairs;
  private final Consumer<String> steps;

  MigrateBench(BenchCase which, int pairs, Consumer<String> steps) {
    this.which = which;
    this.pairs = pairs;
    this.steps = steps;
  }

  /** Measures; a first pair warms both up and is not counted. */
  BenchResult run() throws IOException, InterruptedException {
    LabEnvironment environment = LabEnvironment.fromEnvironment();
    try (Lab lab = Lab.start(LabOptions.ofHosts(2).withLink(which.link()), environment)) {
      Guest ours = lab.createGuest(spec(OURS, 10));
      List<String> arguments = argumentsOf(lab, lab.createGuest(spec(BARE, 11)));
      try (BareGuest bare =
              new BareGuest(
                  lab, environment.qemu(), arguments, environment.root().resolve("bare"), "h1");
          Client bareClient = lab.client(new Guest(spec(BARE, 11), ours.vm(), ours.disk()));
          Client oursClient = lab.client(ours)) {
        bareClient.awaitServing(BOOT);
        bareClient.begin();
        bare.pause();
        lab.api().startVm(OURS);
        oursClient.awaitServing(BOOT);
        oursClient.begin();
        return measure(lab, bare, bareClient, oursClient);
      }
    }
  }

  private BenchResult measure(Lab lab, BareGuest bare, Client bareClient, Client oursClient)
      throws IOException, InterruptedException {
    List<Sample> ours = new ArrayList<>();
    List<Sample> bares = new ArrayList<>();
    String from = "h1";
    for (int pair = 0; pair <= pairs; pair++) {
      String to = from.equals("h1") ? "h2" : "h1";
      oursClient.settle(SETTLE);
      Thread.sleep(COOL_DOWN);
      oursClient.mark("ours-" + pair);
      Sample our = moveOurs(lab.api(), to, oursClient, "ours-" + pair);
      lab.api().pauseVm(OURS);
      bare.resume();
      bareClient.settle(SETTLE);
      Thread.sleep(COOL_DOWN);
      bareClient.mark("bare-" + pair);
      Sample its = bare.migrate(to, bareClient, "bare-" + pair);
      bare.pause();
      lab.api().resumeVm(OURS);
      if (pair > 0) {
        ours.add(our);
        bares.add(its);
      }
      steps.accept(
          "%s, pair %d: ours %.0f ms / %.0f ms, bare %.0f ms / %.0f ms%s"
              .formatted(
                  which.title(),
                  pair,
                  our.wallMs(),
                  our.downtimeMs(),
                  its.wallMs(),
                  its.downtimeMs(),
                  pair == 0 ? " (warm-up)" : ""));
      from = to;
    }
    return new BenchResult(which, ours, bares);
  }

  private static Sample moveOurs(ApiClient api, String to, Client client, String window) {
    long began = System.nanoTime();
    MigrationView accepted = api.migrate(OURS, MigrateRequest.to(to));
    MigrationView ended = api.watch(accepted.id(), view -> {});
    long wall = System.nanoTime() - began;
    MigrationView.Result result = ended.result();
    if (result == null) {
      throw new IllegalStateException("our migration did not complete: " + ended.problem());
    }
    client.settle(SETTLE);
    client.mark("after-" + window);
    return new Sample(
        wall / 1e6,
        result.downtimeMs(),
        client.report().window(window).longestSilenceMs(),
        result.transferredBytes() / 1048576.0);
  }

  private GuestSpec spec(String name, int number) {
    return GuestSpec.of(name, "h1", number)
        .withMemory(DataSize.ofGibibytes(1))
        .withLoad(400, which.dirtyMibPerSecond(), "random");
  }

  /** Lets the agent start the guest once and reads how; the VM is deleted, its disk stays. */
  private static List<String> argumentsOf(Lab lab, Guest guest) throws IOException {
    lab.api().startVm(guest.name());
    long pid = lab.host("h1").qemuProcesses().getFirst();
    List<String> words =
        List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1));
    List<String> arguments = words.subList(words.indexOf("-name"), words.size() - 1);
    lab.api().killVm(guest.name());
    lab.api().deleteVm(guest.name());
    return List.copyOf(arguments);
  }
}
