package io.godwit.testbed.center;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.lab.Guest;
import io.godwit.lab.GuestSpec;
import io.godwit.lab.Lab;
import io.godwit.lab.LabException;
import io.godwit.lab.LabHost;
import io.godwit.lab.LabManager;
import io.godwit.lab.LabOptions;
import io.godwit.lab.client.Client;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataRate;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.VmView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.testbed.faults.HostTraces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A lab that lives as long as a test class. After a test that passed its VMs are killed and
 * deleted; after one that failed, the ends of all logs are printed and the next test gets a new
 * lab. Used by one thread at a time.
 */
public final class TestCenter
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  /** Boot takes 3 s on a quiet machine. */
  private static final Duration BOOT = Duration.ofMinutes(2);

  private static final Duration UNTIL_CALM = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(60);

  private final LabOptions options;
  private final List<Client> clients = new ArrayList<>();
  private @Nullable Lab lab;

  private TestCenter(LabOptions options) {
    this.options = options;
  }

  public static TestCenter of(LabOptions options) {
    return new TestCenter(options);
  }

  public Lab lab() {
    return Objects.requireNonNull(lab, "no lab between test classes");
  }

  public ApiClient api() {
    return lab().api();
  }

  public LabHost host(String name) {
    return lab().host(name);
  }

  /** Starts a guest and returns once it serves and the sessions that must survive are open. */
  public LiveGuest boot(GuestSpec spec) throws InterruptedException {
    return boot(spec, lab()::client);
  }

  private LiveGuest boot(GuestSpec spec, Function<Guest, Client> watched)
      throws InterruptedException {
    Guest guest = lab().createGuest(spec);
    api().startVm(guest.name());
    Client client = watched.apply(guest);
    clients.add(client);
    String bootId = client.awaitServing(BOOT).bootId();
    client.begin();
    return new LiveGuest(guest, client, bootId);
  }

  /** As {@link #boot}, watched from a namespace that has the client's address on its network. */
  public LiveGuest boot(GuestSpec spec, String namespace) throws InterruptedException {
    return boot(spec, guest -> lab().client(guest, namespace));
  }

  /** Defines a VM and starts it, without waiting for its guest to boot. */
  public VmView start(GuestSpec spec) throws InterruptedException {
    Guest guest = lab().createGuest(spec);
    return api().startVm(guest.name());
  }

  /** Begins a migration; a guest that has just booted is asked for until it is calm. */
  public MigrationView migrate(String vm, String to) {
    return await("a forecast of " + vm + " that keeps to its limits")
        .atMost(SOON)
        .pollInterval(UNTIL_CALM)
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsMatching(TestCenter::isUnmet)
        .until(() -> api().migrate(vm, wish(to)), Objects::nonNull);
  }

  private static boolean isUnmet(Throwable refused) {
    return refused instanceof GodwitException known && known.code() == ErrorCode.BUDGET_UNMET;
  }

  /** Migrates and follows it to its end. */
  public MigrationView move(String vm, String to) {
    return api().watch(migrate(vm, to).id(), view -> {});
  }

  public static MigrateRequest wish(String to) {
    return MigrateRequest.to(to);
  }

  /** Starts a migration and returns once it is well within the copy of memory. */
  public MigrationView migrateUntilPrecopy(String vm, String to) {
    String id = migrate(vm, to).id();
    await("precopy of " + vm)
        .atMost(SOON)
        .until(
            () -> api().migration(id),
            view -> view.progress().transferredBytes() > 0 || view.state().hasEnded());
    MigrationView view = api().migration(id);
    assertThat(view.state()).as("%s", view.problem()).isEqualTo(MigrationView.State.RUNNING);
    assertThat(view.phase()).isEqualTo("PRECOPY");
    return view;
  }

  /** Waits for the end of a migration, whatever becomes of its watchers. */
  public MigrationView awaitEnd(String migration) {
    return soon("end of migration " + migration)
        .atMost(Duration.ofSeconds(150))
        .until(() -> api().migration(migration), view -> view.state().hasEnded());
  }

  public VmView awaitVm(String name, Predicate<VmView> condition) {
    return soon("VM " + name).until(() -> api().vm(name), condition);
  }

  public VmView awaitState(String name, String state) {
    return awaitVm(name, vm -> vm.state().equals(state));
  }

  /** What remains of VMs on a host. */
  public HostTraces traces(String host) {
    return HostTraces.of(host(host));
  }

  /** Fails unless a host soon has no trace of any VM. */
  public void assertClean(String host) {
    soon("clean " + host)
        .untilAsserted(() -> assertThat(traces(host)).as(host).isEqualTo(HostTraces.NONE));
  }

  /**
   * Fails unless the VM runs on {@code host}, which owns it, in one process, and nothing of it is
   * left elsewhere.
   */
  public VmView assertRunsOnlyOn(String name, String host) {
    soon(name + " only on " + host)
        .untilAsserted(() -> {
          for (LabHost each : lab().hosts()) {
            HostTraces traces = HostTraces.of(each);
            if (each.name().equals(host)) {
              assertThat(traces.qemus()).as("QEMU on %s", host).hasSize(1);
            } else {
              assertThat(traces).as(each.name()).isEqualTo(HostTraces.NONE);
            }
          }
          VmView vm = api().vm(name);
          assertThat(vm.state()).isEqualTo("RUNNING");
          assertThat(vm.host()).isEqualTo(host);
          assertThat(vm.handoverTo()).isNull();
          assertThat(vm.migration()).isNull();
        });
    return api().vm(name);
  }

  /** Slows every host's management link, so that there is time to disturb a copy. */
  public void slowLinks() throws InterruptedException {
    lab().topology().limit(DataRate.ofMegabitsPerSecond(80));
  }

  public void fullSpeed() throws InterruptedException {
    lab().topology().limit(null);
  }

  /** A wait of a minute for something that happens at once on a quiet machine. */
  public static ConditionFactory soon(String what) {
    return await(what).atMost(SOON).pollInterval(Duration.ofMillis(50));
  }

  @Override
  public void beforeAll(ExtensionContext context) throws InterruptedException {
    lab = Lab.start(options);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws InterruptedException {
    if (lab == null) {
      lab = Lab.start(options);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    clients.forEach(Client::close);
    clients.clear();
    if (context.getExecutionException().isPresent()) {
      tell(context.getDisplayName());
      discard();
      return;
    }
    try {
      empty();
    } catch (RuntimeException | AssertionError | InterruptedException unclean) {
      tell(context.getDisplayName());
      discard();
      throw unclean;
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    discard();
  }

  private void empty() throws InterruptedException {
    if (options.link() == null) {
      fullSpeed();
    }
    for (LabManager manager : lab().managers()) {
      if (!manager.runs()) {
        manager.start();
      }
    }
    for (LabHost host : lab().hosts()) {
      if (!host.agentRuns()) {
        host.startAgent();
      }
    }
    lab().awaitConnected();
    for (VmView vm : api().vms()) {
      settle(vm.name());
    }
    lab().hosts().forEach(host -> assertClean(host.name()));
  }

  private void settle(String name) {
    VmView vm = awaitVm(name, seen -> seen.migration() == null && !seen.state().equals("UNKNOWN"));
    if (!List.of("STOPPED", "CRASHED").contains(vm.state())) {
      try {
        api().killVm(name);
      } catch (GodwitException endedMeanwhile) {
        awaitVm(name, seen -> List.of("STOPPED", "CRASHED").contains(seen.state()));
      }
    }
    api().deleteVm(name);
  }

  private void discard() {
    Lab old = lab;
    lab = null;
    if (old != null) {
      old.close();
    }
  }

  private void tell(String test) {
    System.err.println("-- logs after " + test + " --");
    lab().managers().forEach(manager -> System.err.println(manager.logEnd()));
    for (LabHost host : lab().hosts()) {
      try {
        System.err.println("-- " + host.name() + ": " + HostTraces.of(host));
        System.err.println(host.agentLogEnd());
      } catch (LabException unreadable) {
        System.err.println(unreadable.getMessage());
      }
    }
  }
}
