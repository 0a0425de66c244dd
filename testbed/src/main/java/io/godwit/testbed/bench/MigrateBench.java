package io.godwit.testbed.bench;

import io.godwit.lab.Guest;
import io.godwit.lab.GuestSpec;
import io.godwit.lab.Lab;
import io.godwit.lab.LabEnvironment;
import io.godwit.lab.LabOptions;
import io.godwit.lab.client.Client;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskFormat;
import io.godwit.protocol.api.ForecastView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.client.ApiClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  private static final String OTHER = "other";
  private static final String BARE = "bare";

  private final BenchCase which;
  private final int pairs;
  private final String encryption;
  private final Consumer<String> steps;

  MigrateBench(BenchCase which, int pairs, String encryption, Consumer<String> steps) {
    this.encryption = encryption;
    this.which = which;
    this.pairs = pairs;
    this.steps = steps;
  }

  /** Measures; a first pair warms both up and is not counted. */
  BenchResult run() throws IOException, InterruptedException {
    return which.setting() == BenchCase.Setting.AGAINST_BARE ? againstBare() : alone();
  }

  private BenchResult againstBare() throws IOException, InterruptedException {
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

  /** Cases in which bare QEMU has no part. */
  private BenchResult alone() throws IOException, InterruptedException {
    List<String> names =
        which.setting() == BenchCase.Setting.TWO_AT_ONCE ? List.of(OURS, OTHER) : List.of(OURS);
    LabEnvironment environment = LabEnvironment.fromEnvironment();
    try (Lab lab = Lab.start(LabOptions.ofHosts(2).withLink(which.link()), environment)) {
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        Guest guest = lab.createGuest(spec(names.get(i), 10 + i));
        if (which.setting() == BenchCase.Setting.WITH_DISK) {
          fill(guest.disk());
        }
        lab.api().startVm(names.get(i));
        Client client = lab.client(guest);
        client.awaitServing(BOOT);
        client.begin();
        clients.add(client);
      }
      List<Sample> ours = new ArrayList<>();
      String from = "h1";
      for (int round = 0; round <= pairs; round++) {
        String to = from.equals("h1") ? "h2" : "h1";
        for (Client client : clients) {
          client.settle(SETTLE);
        }
        Thread.sleep(COOL_DOWN);
        Sample sample = moveTogether(lab.api(), names, to, clients.getFirst(), "move-" + round);
        if (round > 0) {
          ours.add(sample);
        }
        steps.accept(
            "%s, round %d: %.0f ms / %.0f ms%s"
                .formatted(
                    which.title(),
                    round,
                    sample.wallMs(),
                    sample.downtimeMs(),
                    round == 0 ? " (warm-up)" : ""));
        from = to;
      }
      return new BenchResult(which, ours, List.of());
    }
  }

  /** Nothing in it packs, or is a hole. */
  private static void fill(Path disk) throws IOException {
    byte[] some = new byte[1 << 20];
    SplittableRandom random = new SplittableRandom(1);
    try (FileChannel file = FileChannel.open(disk, StandardOpenOption.WRITE)) {
      for (long at = 0; at < file.size(); at += some.length) {
        random.nextBytes(some);
        file.write(ByteBuffer.wrap(some), at);
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

  private Sample moveOurs(ApiClient api, String to, Client client, String window)
      throws InterruptedException {
    return moveTogether(api, List.of(OURS), to, client, window);
  }

  /** The figures are sums and the worst of all; the silence is what the first one's client saw. */
  private Sample moveTogether(
      ApiClient api, List<String> names, String to, Client client, String window)
      throws InterruptedException {
    // Ordinary guests have been looked at when they leave; these came a moment ago.
    names.forEach(name -> api.checkMigration(name, wish(to)));
    client.mark(window);
    long began = System.nanoTime();
    List<String> ids = names.stream().map(name -> api.migrate(name, wish(to)).id()).toList();
    List<MigrationView> ended = ids.stream().map(id -> api.watch(id, view -> {})).toList();
    long wall = System.nanoTime() - began;
    steps.accept("  " + course(ended.getFirst()));
    client.settle(SETTLE);
    client.mark("after-" + window);
    double downtime = 0;
    double mebibytes = 0;
    for (MigrationView each : ended) {
      MigrationView.Result result = each.result();
      if (result == null) {
        throw new IllegalStateException("our migration did not complete: " + each.problem());
      }
      downtime = Math.max(downtime, result.downtimeMs());
      mebibytes += result.transferredBytes() / 1048576.0;
    }
    return new Sample(
        wall / 1e6,
        downtime,
        client.report().window(window).longestSilenceMs(),
        mebibytes,
        expected(ended.getFirst()));
  }

  private static String course(MigrationView ended) {
    ForecastView forecast = ended.forecast();
    MigrationView.Result result = ended.result();
    return forecast == null || result == null
        ? "by no plan"
        : String.format(
            Locale.ROOT,
            "by %s; foretold: copy %d ms, pause %d ms; were %.0f and %.0f ms",
            forecast.course(),
            forecast.durationMs(),
            forecast.downtimeMs(),
            result.copyMs(),
            result.downtimeMs());
  }

  /** What was assumed, not sampled, is no forecast that a bench could judge. */
  private Sample.@Nullable Expected expected(MigrationView ended) {
    ForecastView forecast = ended.forecast();
    MigrationView.Result result = ended.result();
    boolean memoryAlone =
        which.setting() == BenchCase.Setting.AGAINST_BARE
            || which.setting() == BenchCase.Setting.AHEAD;
    return forecast == null
            || result == null
            || !memoryAlone
            || !forecast.grounds().equals("SAMPLED")
        ? null
        : new Sample.Expected(
            (double) forecast.durationMs(), (double) forecast.downtimeMs(), result.copyMs());
  }

  private MigrateRequest wish(String to) {
    boolean ahead = which.setting() == BenchCase.Setting.AHEAD;
    boolean disks = which.setting() == BenchCase.Setting.WITH_DISK;
    return new MigrateRequest(
        to,
        null,
        null,
        null,
        null,
        ahead ? Boolean.TRUE : null,
        encryption,
        disks ? Boolean.TRUE : null,
        null,
        null,
        null);
  }

  private GuestSpec spec(String name, int number) {
    GuestSpec spec =
        GuestSpec.of(name, "h1", number)
            .withMemory(DataSize.ofGibibytes(1))
            .withLoad(BenchCase.TOUCHED.toMebibytes(), which.dirtyMibPerSecond(), which.pattern());
    return which.setting() == BenchCase.Setting.WITH_DISK
        ? spec.withDisk(new GuestSpec.Disk("local", DataSize.ofGibibytes(1), DiskFormat.RAW))
        : spec;
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
