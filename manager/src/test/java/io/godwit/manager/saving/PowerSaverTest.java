package io.godwit.manager.saving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.decision.Decisions;
import io.godwit.manager.decision.Matter;
import io.godwit.manager.decision.Replay;
import io.godwit.manager.history.FiledPlan;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.maintenance.Maintenance;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.manager.orchestration.VmDraft;
import io.godwit.manager.power.PowerSwitches;
import io.godwit.manager.standby.HostPower;
import io.godwit.manager.standby.HostPower.Stage;
import io.godwit.manager.standby.StandbyChange;
import io.godwit.manager.telemetry.Samples;
import io.godwit.manager.time.Time;
import io.godwit.model.catalog.Balancing;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.PowerSaving;
import io.godwit.model.catalog.PowerSaving.Mode;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.vm.VmName;
import io.godwit.planner.power.PowerPlan.Direction;
import io.godwit.planner.power.PowerPlan.Stay;
import io.godwit.protocol.agent.Order;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three hosts of four processors, a VM on two of them, and a program that switches hosts. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class PowerSaverTest {
  private static final ClusterName CLUSTER = ClusterName.DEFAULT;
  private static final Duration STEP = Duration.ofMinutes(5);

  @TempDir private Path folder;
  private Bench bench;
  private final List<FakeAgent> hosts = new ArrayList<>();
  private Path file;
  private Instant at = Samples.NOON;

  @BeforeEach
  void begin() throws Exception {
    bench = new Bench();
    StringBuilder text = new StringBuilder("patience: 15m\ninterval: 5m\nhosts:\n");
    Path program =
        Files.writeString(
            folder.resolve("switch"),
            """
            #!/bin/sh
            [ ! -e %1$s/broken ] || { echo "no answer" >&2; exit 3; }
            case $1 in
              status) cat %1$s/state.$2;;
              *) echo $1 > %1$s/state.$2; echo $1 $2 >> %1$s/orders;;
            esac
            """
                .formatted(folder));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    for (int i = 1; i <= 3; i++) {
      String name = "h" + i;
      hosts.add(bench.host(name).connect());
      Files.writeString(folder.resolve("state." + name), "on\n");
      text.append("  %s: {driver: command, program: %s}\n".formatted(name, program));
    }
    file = Files.writeString(folder.resolve("power.yaml"), text);
    bench.running("web", hosts.get(0), 4);
    bench.running("db", hosts.get(1), 4);
    bench.saver(new PowerSwitches(Optional.of(file)));
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private void want(Mode mode) {
    bench.inventory.decide(state ->
        Outcome.recorded(
            List.of(
                new StateRecord.OfCatalog(
                    new CatalogChange.Put(
                        new Cluster(
                            CLUSTER,
                            "",
                            List.of(),
                            LimitsWish.NONE,
                            Balancing.DEFAULT,
                            new PowerSaving(mode, 45, 81, 1, 1),
                            Cluster.CPU_OVERCOMMIT,
                            Cluster.MEMORY_OVERCOMMIT)))),
            true));
  }

  /** So many steps in which each VM has wanted that. */
  private void steps(int count, double cores) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      at = at.plus(STEP);
      for (FakeAgent host : hosts) {
        List<VmSample> vms = new ArrayList<>();
        bench
            .inventory
            .now()
            .hard()
            .homes()
            .of(host.host())
            .values()
            .forEach(vm -> vms.add(Samples.vm(vm, cores)));
        bench.telemetry.add(host.host(), Samples.host(at, Math.min(4, vms.size() * cores)), vms);
      }
      bench.saver().passAll(STEP);
    }
  }

  private HostPower power(FakeAgent host) {
    return bench.inventory.now().hard().standbys().of(host.host());
  }

  private void reaches(FakeAgent host, Stage stage) {
    await().atMost(Duration.ofSeconds(20)).until(() -> power(host).stage() == stage);
  }

  private FakeAgent offOne() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> hosts.stream().anyMatch(host -> power(host).stage() == Stage.STANDBY));
    return hosts.stream()
        .filter(host -> power(host).stage() == Stage.STANDBY)
        .findFirst()
        .orElseThrow();
  }

  private static void refuses(ErrorCode code, ThrowingCallable call) {
    GodwitException refused = catchThrowableOfType(GodwitException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
  }

  @Test
  void anUnneededHostGoesOffEmptyAndComesOnBeforeItIsNeeded() throws Exception {
    want(Mode.AUTOMATIC);
    steps(8, 0.2);
    FakeAgent off = offOne();
    off.cut();
    assertThat(bench.inventory.now().hard().homes().of(off.host()).size()).isZero();
    assertThat(Files.readString(folder.resolve("orders"))).isEqualTo("off " + off.host() + "\n");
    assertThat(hosts.stream().filter(host -> power(host).stage() == Stage.ON)).hasSize(2);
    refuses(
        ErrorCode.HOST_ON_STANDBY,
        () ->
            bench
                .orchestration
                .migrations()
                .begin(new VmName("web"), off.host(), MigrationLimits.DEFAULT));
    refuses(
        ErrorCode.HOST_ON_STANDBY,
        () -> bench.orchestration.vms().create(Bench.draft("new"), off.host()));
    steps(1, 3.9);
    reaches(off, Stage.COMING_ON);
    await().until(() -> Files.readString(folder.resolve("orders")).contains("on " + off.host()));
    off.connect();
    reaches(off, Stage.ON);
    assertThat(power(off).boots()).hasSize(1);
    bench.migrate("web", off);
    assertThat(bench.vm("web").right().home()).isEqualTo(off.host());
  }

  @Test
  void aHostWaitsForTheEndOfWhatItsLastVmHasLeft() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    for (FakeAgent host : hosts) {
      host.on(
          Order.ReleaseSource.class,
          order -> {
            released.await();
            return host.asUsual(order);
          });
    }
    bench.running("third", hosts.get(2));
    want(Mode.AUTOMATIC);
    steps(8, 0.2);
    await().until(() -> hosts.stream().anyMatch(this::isNobodysHome));
    TimeUnit.SECONDS.sleep(3); // several looks at what is left there
    assertThat(hosts).noneMatch(host -> power(host).stage() == Stage.STANDBY);
    released.countDown();
    FakeAgent off = offOne();
    assertThat(Files.readString(folder.resolve("orders"))).isEqualTo("off " + off.host() + "\n");
  }

  private boolean isNobodysHome(FakeAgent host) {
    return bench.inventory.now().hard().homes().of(host.host()).size() == 0;
  }

  /** Four gibibytes, as a host has at most; a GiB of them is taken where a VM runs. */
  private static VmDraft large(String name, String network) {
    return Bench.sized(name, network, 3500);
  }

  private FakeAgent standby(FakeAgent host) throws InterruptedException {
    for (FakeAgent each : hosts) {
      bench.telemetry.add(each.host(), Samples.host(at, 0), List.of());
    }
    bench.saver().off(host.host());
    reaches(host, Stage.STANDBY);
    host.cut();
    return host;
  }

  private GodwitException noPlace(VmDraft draft) {
    return catchThrowableOfType(
        GodwitException.class, () -> bench.saver().summons().choose(CLUSTER, draft));
  }

  @Test
  void aHostThatCannotBeEmptiedForLackOfRoomHasOneComeOn() throws Exception {
    want(Mode.AUTOMATIC);
    FakeAgent h3 = standby(hosts.get(2));
    bench.orchestration.vms().create(Bench.sized("big", "lan", 2500), hosts.get(1).host());
    bench.orchestration.vms().start(new VmName("big"));
    Maintenance.Terms wholly = new Maintenance.Terms(false, false);
    for (int asked = 1; asked <= 2; asked++) {
      GodwitException blocked =
          catchThrowableOfType(
              GodwitException.class,
              () ->
                  bench.saver().summons().begin(bench.evacuations(), hosts.get(0).host(), wholly));
      assertThat(blocked.code()).isEqualTo(ErrorCode.EVACUATION_BLOCKED);
      assertThat(blocked.problem().detail())
          .contains("web (", "Host h3 is coming on and would make room; that takes about");
      assertThat(blocked.retryAfter()).isPresent();
    }
    assertThat(power(h3).because()).contains("without it host h1 cannot be emptied");
    h3.connect();
    reaches(h3, Stage.ON);
    bench.telemetry.add(h3.host(), Samples.host(at, 0), List.of());
    bench.saver().summons().begin(bench.evacuations(), hosts.get(0).host(), wholly);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> bench.vm("web").right().home().equals(h3.host()));
  }

  @Test
  void aHostThatDoesNotHaveTheGuestsNetworkDoesNotComeOnForIt() throws Exception {
    want(Mode.AUTOMATIC);
    FakeAgent h3 = hosts.get(2);
    h3.cut();
    h3.withoutNetworks().connect();
    standby(h3);
    bench.orchestration.vms().create(Bench.sized("big", "lan", 2500), hosts.get(1).host());
    bench.orchestration.vms().start(new VmName("big"));
    Maintenance.Terms wholly = new Maintenance.Terms(false, false);
    refuses(
        ErrorCode.EVACUATION_BLOCKED,
        () -> bench.saver().summons().begin(bench.evacuations(), hosts.get(0).host(), wholly));
    assertThat(power(h3).stage()).isEqualTo(Stage.STANDBY);
  }

  @Test
  void aHostThatIsKeptOffByMaintenanceDoesNotComeOnForAnother() throws Exception {
    want(Mode.AUTOMATIC);
    Maintenance.Terms wholly = new Maintenance.Terms(false, false);
    FakeAgent h3 = hosts.get(2);
    bench.evacuations().begin(h3.host(), wholly);
    standby(h3);
    bench.orchestration.vms().create(Bench.sized("big", "lan", 2500), hosts.get(1).host());
    bench.orchestration.vms().start(new VmName("big"));
    refuses(
        ErrorCode.EVACUATION_BLOCKED,
        () -> bench.saver().summons().begin(bench.evacuations(), hosts.get(0).host(), wholly));
    assertThat(power(h3).stage()).isEqualTo(Stage.STANDBY);
  }

  @Test
  void aVmThatNoHostTakesHasOneComeOnAndOneOnly() throws Exception {
    want(Mode.AUTOMATIC);
    FakeAgent h3 = standby(hosts.get(2));
    assertThat(bench.saver().summons().choose(CLUSTER, Bench.draft("small")).host())
        .isNotEqualTo(h3.host());
    assertThat(noPlace(large("lost", "dmz")).problem().detail()).doesNotContain("coming on");
    assertThat(power(h3).stage()).isEqualTo(Stage.STANDBY);
    for (int asked = 1; asked <= 2; asked++) {
      GodwitException full = noPlace(large("big", "lan"));
      assertThat(full.code()).isEqualTo(ErrorCode.PLACEMENT_IMPOSSIBLE);
      assertThat(full.problem().detail())
          .contains("h1: ", "Nothing was made. Host h3 is coming on and would take it");
      assertThat(full.retryAfter()).hasValueSatisfying(it -> assertThat(it).isPositive());
    }
    assertThat(power(h3).because()).contains("no other takes the new VM big");
    h3.connect();
    reaches(h3, Stage.ON);
    bench.telemetry.add(h3.host(), Samples.host(at, 0), List.of());
    assertThat(bench.saver().summons().choose(CLUSTER, large("big", "lan")).host())
        .isEqualTo(h3.host());
  }

  @Test
  void wherePeopleDecideTheyAreToldWhichHostWouldTakeTheVm() throws Exception {
    want(Mode.MANUAL);
    FakeAgent h3 = standby(hosts.get(2));
    GodwitException full = noPlace(large("big", "lan"));
    assertThat(full.problem().detail()).contains("Host h3 is off and would take it.");
    assertThat(full.problem().next()).contains("godwit host power on h3");
    want(Mode.AUTOMATIC);
    Files.writeString(file, "hosts: {}\n");
    assertThat(noPlace(large("big", "lan")).problem().detail())
        .contains("Host h3 is off and would take it.");
    assertThat(power(h3).stage()).isEqualTo(Stage.STANDBY);
  }

  @Test
  void nothingGoesOffBeforeDemandIsKnown() throws Exception {
    want(Mode.AUTOMATIC);
    steps(7, 0.2);
    Look look = bench.saver().newest(CLUSTER);
    assertThat(look.moves()).isEmpty();
    assertThat(look.plan().switches()).isEmpty();
    assertThat(look.plan().stay())
        .extracting(Stay::because)
        .anyMatch(why -> why.contains("looked at 7 times of the 8"));
    assertThat(folder.resolve("orders")).doesNotExist();
  }

  @Test
  void wherePeopleDecideNothingIsSwitchedUntilTheyApproveTheNewestPlan() throws Exception {
    want(Mode.MANUAL);
    steps(8, 0.2);
    Look look = bench.saver().newest(CLUSTER);
    assertThat(look.hosts(Direction.OFF)).hasSize(1);
    assertThat(bench.inventory.now().hard().migrations().size()).isZero();
    assertThat(bench.saver().look(CLUSTER).number()).as("the same plan").isEqualTo(look.number());
    steps(1, 3.9);
    Look other = bench.saver().newest(CLUSTER);
    assertThat(other.hosts(Direction.OFF)).as("all are needed").isEmpty();
    refuses(ErrorCode.PLAN_OUTDATED, () -> bench.saver().apply(CLUSTER, look.number()));
    assertThat(folder.resolve("orders")).doesNotExist();
    steps(24, 0.2);
    Look newer = bench.saver().newest(CLUSTER);
    assertThat(newer.hosts(Direction.OFF)).hasSize(1);
    bench.saver().apply(CLUSTER, newer.number());
    assertThat(newer.hosts(Direction.OFF)).containsExactly(offOne().host());
  }

  @Test
  void whatIsCarriedOutIsKeptAndMadeAgain() throws Exception {
    want(Mode.AUTOMATIC);
    steps(8, 0.2);
    offOne();
    Decisions decisions = bench.balancer().decisions();
    FiledPlan kept =
        bench.plans.kept().stream()
            .filter(plan -> plan.purpose().equals("POWER") && plan.moves() > 0)
            .findFirst()
            .orElseThrow();
    Replay replay = decisions.replay(CLUSTER, kept.number());
    assertThat(replay.isSame()).isTrue();
    assertThat(replay.decision().matter())
        .isInstanceOfSatisfying(
            Matter.Power.class, power -> assertThat(power.switches()).hasSize(1));
  }

  @Test
  void whereItIsOffNobodyLooks() throws Exception {
    steps(8, 0.2);
    assertThat(bench.saver().newest(CLUSTER).number()).as("the first is ours").isEqualTo(1);
  }

  @Test
  void aHostThatDoesNotComeBackIsOutOfThePoolUntilSomebodySaysSo() throws Exception {
    Files.writeString(file, Files.readString(file).replace("patience: 15m", "patience: 1s"));
    FakeAgent h3 = hosts.get(2);
    bench.saver().off(h3.host());
    reaches(h3, Stage.STANDBY);
    h3.cut();
    bench.saver().on(h3.host());
    reaches(h3, Stage.FAILED_TO_RETURN);
    assertThat(power(h3).because()).contains("not heard of for 1.0 s", "out of the pool");
    h3.connect();
    want(Mode.AUTOMATIC);
    steps(1, 3.9);
    assertThat(power(h3).stage()).isEqualTo(Stage.FAILED_TO_RETURN);
    refuses(
        ErrorCode.HOST_OUT_OF_POOL,
        () -> bench.orchestration.vms().create(Bench.draft("new"), h3.host()));
    bench.saver().on(h3.host());
    assertThat(power(h3).stage()).isEqualTo(Stage.ON);
    bench.orchestration.vms().create(Bench.draft("new"), h3.host());
  }

  @Test
  void aHostWithVmsIsNotSwitchedOff() throws Exception {
    refuses(ErrorCode.HOST_NOT_EMPTY, () -> bench.saver().off(hosts.get(0).host()));
    bench.orchestration.vms().create(Bench.draft("idle"), hosts.get(2).host());
    refuses(ErrorCode.HOST_NOT_EMPTY, () -> bench.saver().off(hosts.get(2).host()));
    want(Mode.AUTOMATIC);
    steps(8, 0.2);
    assertThat(bench.saver().newest(CLUSTER).plan().stay())
        .contains(new Stay(hosts.get(2).host(), "idle is at home there, though it does not run"));
    refuses(ErrorCode.HOST_UNKNOWN, () -> bench.saver().off(new HostId("h9")));
  }

  @Test
  void aHostNobodyCanSwitchStaysOn() throws Exception {
    Files.writeString(file, "hosts: {h3: {driver: wake-on-lan, mac: '52:54:00:ab:cd:ef'}}\n");
    refuses(ErrorCode.POWER_NOT_CONFIGURED, () -> bench.saver().off(hosts.get(1).host()));
    refuses(ErrorCode.POWER_OFF_UNSUPPORTED, () -> bench.saver().off(hosts.get(2).host()));
    want(Mode.AUTOMATIC);
    steps(8, 0.2);
    assertThat(bench.saver().newest(CLUSTER).plan().switches()).isEmpty();
    assertThat(bench.inventory.now().hard().migrations().size()).isZero();
    Files.writeString(file, "hosts: [");
    refuses(ErrorCode.POWER_FILE_UNUSABLE, () -> bench.saver().look(CLUSTER));
    assertThat(bench.saver().status(hosts.get(1).host()).problem()).isNotNull();
  }

  @Test
  void aHostThatDoesNotGoOffTakesVmsAgainAndIsLeftAlone() throws Exception {
    Files.writeString(folder.resolve("broken"), "");
    FakeAgent h3 = hosts.get(2);
    bench.saver().off(h3.host());
    await().until(() -> power(h3).stage() == Stage.ON);
    assertThat(power(h3).because()).contains("did not go off", "no answer");
    Files.delete(folder.resolve("broken"));
    want(Mode.MANUAL);
    steps(8, 0.2);
    assertThat(bench.saver().newest(CLUSTER).hosts(Direction.OFF)).doesNotContain(h3.host());
    assertThat(bench.saver().newest(CLUSTER).plan().stay())
        .filteredOn(stay -> stay.host().equals(h3.host()))
        .singleElement()
        .extracting(Stay::because)
        .asString()
        .contains("did not go off a while ago");
  }

  /** Else hosts would come on in place of the one it has moved to. */
  @Test
  void aVmThatHasJustMovedIsNotUnknown() throws Exception {
    want(Mode.AUTOMATIC);
    steps(8, 0.2);
    FakeAgent off = offOne();
    off.cut();
    FakeAgent from =
        hosts.stream()
            .filter(host -> host.host().equals(bench.vm("web").right().home()))
            .findFirst()
            .orElseThrow();
    FakeAgent to =
        hosts.stream()
            .filter(host -> !host.equals(from) && !host.equals(off))
            .findFirst()
            .orElseThrow();
    bench.migrate("web", to);
    assertThat(bench.vm("web").right().home()).isEqualTo(to.host());
    bench.saver().passAll(STEP);
    assertThat(bench.saver().newest(CLUSTER).hosts(Direction.ON)).isEmpty();
    assertThat(power(off).stage()).isEqualTo(Stage.STANDBY);
  }

  @Test
  void aNewLeaderGoesOn() throws Exception {
    FakeAgent h3 = hosts.get(2);
    bench.saver().off(h3.host());
    reaches(h3, Stage.STANDBY);
    h3.cut();
    bench.saver().on(h3.host());
    bench.saver().close();
    PowerSaver next =
        PowerSaver.start(
            bench.inventory,
            bench.orchestration,
            bench.balancer(),
            bench.telemetry,
            new PowerSwitches(Optional.of(file)),
            Time.REAL);
    try (next) {
      h3.connect();
      reaches(h3, Stage.ON);
    }
  }

  @Test
  void aHostComesOnThoughAnEarlierLeadersClockWasAhead() throws Exception {
    FakeAgent h3 = hosts.get(2);
    bench.saver().off(h3.host());
    reaches(h3, Stage.STANDBY);
    h3.cut();
    await().until(() -> !bench.inventory.now().requireHost(h3.host()).isConnected());
    Instant ahead = Instant.now().plus(Duration.ofHours(2));
    bench.inventory.decide(state ->
        Outcome.recorded(
            List.of(
                new StateRecord.OfStandby(
                    new StandbyChange(power(h3).at(Stage.COMING_ON, ahead, "system", "")))),
            true));
    await().until(() -> Files.readString(folder.resolve("orders")).contains("on " + h3.host()));
    assertThat(power(h3).stage()).as("nobody has heard of it").isEqualTo(Stage.COMING_ON);
    h3.connect();
    reaches(h3, Stage.ON);
    assertThat(power(h3).boots())
        .singleElement()
        .satisfies(took -> assertThat(took).isLessThan(Duration.ofMinutes(1)));
  }

  @Test
  void aHostThatIsOffMaySeemLinkedForAWhile() throws Exception {
    FakeAgent h3 = hosts.get(2);
    Instant behind = Instant.now().minus(Duration.ofHours(2));
    bench.inventory.decide(state ->
        Outcome.recorded(
            Stream.of(Stage.GOING_OFF, Stage.STANDBY)
                .map(stage -> power(h3).at(stage, behind, "system", ""))
                .<StateRecord>map(next -> new StateRecord.OfStandby(new StandbyChange(next)))
                .toList(),
            true));
    await()
        .pollDelay(Duration.ofSeconds(3))
        .untilAsserted(() -> assertThat(power(h3).stage()).isEqualTo(Stage.STANDBY));
    h3.cut();
    h3.connect();
    reaches(h3, Stage.ON);
  }

  @Test
  void aHostThatSomebodySwitchedOnIsInService() throws Exception {
    FakeAgent h3 = hosts.get(2);
    bench.saver().off(h3.host());
    reaches(h3, Stage.STANDBY);
    h3.cut();
    h3.connect();
    reaches(h3, Stage.ON);
    assertThat(power(h3).because()).contains("switched on by others");
  }
}
