package io.godwit.protocol.client;

import static io.godwit.protocol.client.Paths.encoded;

import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.BandwidthRequest;
import io.godwit.protocol.api.EventView;
import io.godwit.protocol.api.ExplanationView;
import io.godwit.protocol.api.HostAdd;
import io.godwit.protocol.api.HostPowerView;
import io.godwit.protocol.api.HostPowerWish;
import io.godwit.protocol.api.HostTelemetryView;
import io.godwit.protocol.api.HostToken;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.LimitsView;
import io.godwit.protocol.api.MaintenanceEnd;
import io.godwit.protocol.api.MaintenanceRequest;
import io.godwit.protocol.api.MaintenanceView;
import io.godwit.protocol.api.ManagerAdmit;
import io.godwit.protocol.api.ManagerPlace;
import io.godwit.protocol.api.ManagerView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationCheckView;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.PlaceRequest;
import io.godwit.protocol.api.PlacementView;
import io.godwit.protocol.api.PlanApplied;
import io.godwit.protocol.api.PlanApply;
import io.godwit.protocol.api.PlanSummary;
import io.godwit.protocol.api.PlanView;
import io.godwit.protocol.api.PowerPlanView;
import io.godwit.protocol.api.ReadinessView;
import io.godwit.protocol.api.ReplayView;
import io.godwit.protocol.api.RollingRequest;
import io.godwit.protocol.api.RollingView;
import io.godwit.protocol.api.TaskView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmDiskMove;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.api.VmTelemetryView;
import io.godwit.protocol.api.VmView;
import io.godwit.protocol.api.WhatIf;
import io.godwit.protocol.client.Transport.Ask;
import io.godwit.protocol.json.Json;
import io.godwit.protocol.trust.PeerTrust;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Calls a manager. Every method blocks, and throws the manager's problem as a {@link
 * GodwitException}; a manager that cannot be reached is {@code MANAGER_UNREACHABLE}, one that took
 * a change and did not answer {@code OUTCOME_UNKNOWN}. Safe for use by several threads.
 */
public final class ApiClient implements AutoCloseable {
  private final Transport transport;
  private final Pages pages;
  private final EventReader events;
  private final ListWatch watch;
  private final IdentityCalls identities;
  private final CatalogCalls catalog;

  /**
   * @param server the manager's address, as {@code http://10.0.0.1:8080}
   */
  public ApiClient(URI server) {
    this(server, new Credentials.None());
  }

  /** Calls as someone. */
  public ApiClient(URI server, Credentials credentials) {
    this(List.of(server), Optional.empty(), credentials);
  }

  /**
   * Finds the one of several managers that leads.
   *
   * @param servers their addresses; one is enough as long as that manager runs
   */
  public ApiClient(List<URI> servers) {
    this(servers, Optional.empty(), new Credentials.None());
  }

  /**
   * Finds the one of several managers that leads, believes only managers of an authority, and calls
   * as someone.
   *
   * @param trust whom to believe over {@code https}; the roots of this machine if empty
   */
  public ApiClient(List<URI> servers, Optional<PeerTrust> trust, Credentials credentials) {
    this.transport = new Transport(servers, trust, credentials);
    this.pages = new Pages(transport);
    this.events = new EventReader(transport);
    this.watch = new ListWatch(events);
    this.identities = new IdentityCalls(transport);
    this.catalog = new CatalogCalls(transport);
  }

  /** Logins, users, tokens, grants and roles. */
  public IdentityCalls identities() {
    return identities;
  }

  /** Clusters, pools, rules, folders, tags, datastores, networks, and notes of hosts and VMs. */
  public CatalogCalls catalog() {
    return catalog;
  }

  public List<HostView> hosts() {
    return hosts(new TreeMap<>());
  }

  /**
   * All hosts that were asked for.
   *
   * @param query filters by name, see the contract
   */
  public List<HostView> hosts(SortedMap<String, String> query) {
    return pages.all(ApiPaths.HOSTS, query, new TypeReference<PageView<HostView>>() {});
  }

  /**
   * Follows a list of hosts until the calling thread is interrupted or {@code change} throws.
   *
   * @param query filters by name, see the contract
   * @throws GodwitException also MANAGER_UNREACHABLE when no manager goes on with it
   */
  public void watchHosts(SortedMap<String, String> query, Consumer<ListChange<HostView>> change) {
    watch.follow(ApiPaths.HOSTS, query, HostView.class, HostView::id, change);
  }

  public HostView host(String id) {
    return transport.get(ApiPaths.host(encoded(id)), new TypeReference<>() {});
  }

  /** Lets a host enrol; what comes back is a secret. */
  public HostToken addHost(HostAdd host) {
    return transport.call("POST", ApiPaths.HOSTS, host, new TypeReference<>() {});
  }

  /** Takes a host's certificates away. */
  public void removeHost(String id) {
    transport.nothing("DELETE", ApiPaths.host(encoded(id)), null);
  }

  public HostTelemetryView hostTelemetry(String id) {
    return transport.get(ApiPaths.hostTelemetry(encoded(id)), new TypeReference<>() {});
  }

  public VmTelemetryView vmTelemetry(String name) {
    return transport.get(ApiPaths.vmTelemetry(encoded(name)), new TypeReference<>() {});
  }

  /** Whether the manager that is asked can do its work; it need not lead. */
  public ReadinessView readiness() {
    String answer =
        transport.report(Transport.Ask.of("GET", ApiPaths.READINESS, null), "application/json");
    try {
      ReadinessView view = Json.LENIENT.readValue(answer, ReadinessView.class);
      if (view != null) {
        return view;
      }
    } catch (JacksonException | NullPointerException notOurs) {
      throw transport.mishaps().notGodwit(notOurs);
    }
    throw transport.mishaps().notGodwit(null);
  }

  /** The contract of the API, as YAML. */
  public String contract() {
    return transport.text(Transport.Ask.of("GET", ApiPaths.OPENAPI, null));
  }

  public List<ManagerView> managers() {
    return transport.get(ApiPaths.MANAGERS, new TypeReference<ItemList<ManagerView>>() {}).items();
  }

  /** Lets a manager take part; what comes back is secret. */
  public ManagerPlace admitManager(ManagerAdmit manager) {
    return transport.call("POST", ApiPaths.MANAGERS, manager, new TypeReference<>() {});
  }

  /** Sends a manager away. */
  public void dismissManager(String name) {
    transport.nothing("DELETE", ApiPaths.manager(encoded(name)), null);
  }

  /**
   * Writes a backup of all that is kept, which is as secret as a manager's folder.
   *
   * @throws IOException if {@code to} cannot be written, or the answer was cut
   */
  public void backup(OutputStream to) throws IOException {
    try (InputStream backup = transport.open(Transport.Ask.of("GET", ApiPaths.BACKUP, null))) {
      backup.transferTo(to);
    }
  }

  public List<VmView> vms() {
    return vms(new TreeMap<>());
  }

  /**
   * All VMs that were asked for.
   *
   * @param query filters by name, see the contract
   */
  public List<VmView> vms(SortedMap<String, String> query) {
    return pages.all(ApiPaths.VMS, query, new TypeReference<PageView<VmView>>() {});
  }

  /** Follows a list of VMs, as {@link #watchHosts} does hosts. */
  public void watchVms(SortedMap<String, String> query, Consumer<ListChange<VmView>> change) {
    watch.follow(ApiPaths.VMS, query, VmView.class, VmView::name, change);
  }

  public VmView vm(String name) {
    return transport.get(ApiPaths.vm(encoded(name)), new TypeReference<>() {});
  }

  public VmView createVm(VmCreate vm) {
    return once("POST", ApiPaths.VMS, vm, new TypeReference<>() {});
  }

  public VmView startVm(String name) {
    return verb(name, "start", null);
  }

  public VmView stopVm(String name, VmStop how) {
    return verb(name, "stop", how);
  }

  public VmView killVm(String name) {
    return verb(name, "kill", null);
  }

  public VmView pauseVm(String name) {
    return verb(name, "pause", null);
  }

  public VmView resumeVm(String name) {
    return verb(name, "resume", null);
  }

  /** Begins to move a disk to another datastore of the VM's host. */
  public TaskView moveDisk(String name, VmDiskMove wish) {
    return once(
        "POST", ApiPaths.vmVerb(encoded(name), "move-disk"), wish, new TypeReference<>() {});
  }

  public void deleteVm(String name) {
    transport.text(Ask.of("DELETE", ApiPaths.vm(encoded(name)), null).once());
  }

  /** The end of the VM's serial console. */
  public String consoleLog(String name) {
    return transport.text(Ask.of("GET", ApiPaths.consoleLog(encoded(name)), null));
  }

  /** How far a host is with its maintenance. */
  public MaintenanceView maintenance(String host) {
    return transport.get(ApiPaths.maintenanceOf(encoded(host)), new TypeReference<>() {});
  }

  /** Has a host emptied, or says what that would be; returns at once. */
  public MaintenanceView beginMaintenance(String host, MaintenanceRequest wish) {
    return transport.call(
        Ask.of("POST", ApiPaths.maintenanceOf(encoded(host)), wish), new TypeReference<>() {});
  }

  /** Lets a host take VMs again. */
  public MaintenanceView endMaintenance(String host, MaintenanceEnd wish) {
    return transport.call(
        Ask.of("POST", ApiPaths.endOfMaintenance(encoded(host)), wish), new TypeReference<>() {});
  }

  /** In which order the hosts of a cluster could be emptied; nothing is. */
  public RollingView rollingMaintenance(String cluster, RollingRequest wish) {
    return transport.call(
        "POST", ApiPaths.rollingOf(encoded(cluster)), wish, new TypeReference<>() {});
  }

  /** Which hosts of a cluster are needed, as it was looked last. */
  public PowerPlanView power(String cluster) {
    return transport.get(ApiPaths.powerOf(encoded(cluster)), new TypeReference<>() {});
  }

  /** The same as it is now. */
  public PowerPlanView lookAtPower(String cluster) {
    return transport.call(
        "POST", ApiPaths.powerOf(encoded(cluster)), null, new TypeReference<>() {});
  }

  /** Approves the newest look at a cluster's power. */
  public PowerPlanView applyPower(String cluster, PlanApply wish) {
    return transport.call(
        "POST", ApiPaths.applyPowerOf(encoded(cluster)), wish, new TypeReference<>() {});
  }

  /** How a host's power is. */
  public HostPowerView hostPower(String host) {
    return transport.get(ApiPaths.hostPower(encoded(host)), new TypeReference<>() {});
  }

  /** Switches a host. */
  public HostPowerView turnHost(String host, HostPowerWish wish) {
    return transport.call(
        "POST", ApiPaths.hostPower(encoded(host)), wish, new TypeReference<>() {});
  }

  /** The newest plan of a cluster. */
  public PlanView plan(String cluster) {
    return transport.get(ApiPaths.planOf(encoded(cluster)), new TypeReference<>() {});
  }

  /** A plan of the cluster as it is now. */
  public PlanView look(String cluster) {
    return transport.call(
        "POST", ApiPaths.planOf(encoded(cluster)), null, new TypeReference<>() {});
  }

  /**
   * Plans of a cluster that were kept, the newest first.
   *
   * @param before numbers smaller than this; null for the newest
   * @param limit how many at most; null for as many as usual
   */
  public ItemList<PlanSummary> plans(
      String cluster, @Nullable Long before, @Nullable Integer limit) {
    TreeMap<String, String> query = new TreeMap<>();
    if (before != null) {
      query.put("before", before.toString());
    }
    if (limit != null) {
      query.put("limit", limit.toString());
    }
    return transport.get(
        Paths.with(ApiPaths.plansOf(encoded(cluster)), query), new TypeReference<>() {});
  }

  /** A plan that was kept. */
  public PlanView plan(String cluster, long number) {
    return transport.get(
        ApiPaths.keptPlan(encoded(cluster), Long.toString(number)), new TypeReference<>() {});
  }

  /** Makes a kept plan once more. */
  public ReplayView replay(String cluster, long number) {
    return transport.call(
        "POST",
        ApiPaths.replayOf(encoded(cluster), Long.toString(number)),
        null,
        new TypeReference<>() {});
  }

  /** Approves the newest plan of a cluster. */
  public PlanApplied applyPlan(String cluster, PlanApply wish) {
    return transport.call(
        "POST", ApiPaths.applyPlanOf(encoded(cluster)), wish, new TypeReference<>() {});
  }

  /** Where new VMs would start. */
  public PlacementView place(String cluster, PlaceRequest wish) {
    return transport.call(
        "POST", ApiPaths.placeOf(encoded(cluster)), wish, new TypeReference<>() {});
  }

  /** What would be done if something happened. */
  public PlanView whatIf(String cluster, WhatIf question) {
    return transport.call(
        "POST", ApiPaths.whatIfOf(encoded(cluster)), question, new TypeReference<>() {});
  }

  /**
   * Why a VM is where it is.
   *
   * @param notOn a host that is asked about; null for all
   */
  public ExplanationView explain(String vm, @Nullable String notOn) {
    TreeMap<String, String> query = new TreeMap<>();
    if (notOn != null) {
      query.put("host", notOn);
    }
    return transport.get(
        Paths.with(ApiPaths.placementOf(encoded(vm)), query), new TypeReference<>() {});
  }

  /** Starts a migration; returns once it is accepted. */
  public MigrationView migrate(String name, MigrateRequest wish) {
    return once("POST", ApiPaths.migrationsOf(encoded(name)), wish, new TypeReference<>() {});
  }

  /** Whether a migration would be accepted, check by check; nothing is changed. */
  public MigrationCheckView checkMigration(String name, MigrateRequest wish) {
    return transport.call(
        Ask.of("POST", ApiPaths.migrateCheckOf(encoded(name)), wish), new TypeReference<>() {});
  }

  /** Those in flight, then the newest that have ended. */
  public List<MigrationView> migrations() {
    TreeMap<String, String> first = new TreeMap<>();
    first.put("limit", Integer.toString(Pages.MOST));
    return migrations(first).items();
  }

  /**
   * A page of migrations, those in flight first.
   *
   * @param query parameters by name, see the contract
   */
  public PageView<MigrationView> migrations(SortedMap<String, String> query) {
    return transport.get(Paths.with(ApiPaths.MIGRATIONS, query), new TypeReference<>() {});
  }

  /**
   * Follows the migrations the leader knows, as {@link #watchHosts} does hosts: those in flight and
   * those that have ended lately.
   */
  public void watchMigrations(
      SortedMap<String, String> query, Consumer<ListChange<MigrationView>> change) {
    watch.follow(ApiPaths.MIGRATIONS, query, MigrationView.class, MigrationView::id, change);
  }

  /**
   * A page of tasks, those that run first.
   *
   * @param query parameters by name, see the contract
   */
  public PageView<TaskView> tasks(SortedMap<String, String> query) {
    return transport.get(Paths.with(ApiPaths.TASKS, query), new TypeReference<>() {});
  }

  /**
   * Follows the tasks the leader knows, as {@link #watchHosts} does hosts: those that run and those
   * that have ended lately.
   */
  public void watchTasks(SortedMap<String, String> query, Consumer<ListChange<TaskView>> change) {
    watch.follow(ApiPaths.TASKS, query, TaskView.class, TaskView::id, change);
  }

  public TaskView task(String id) {
    return transport.get(ApiPaths.task(encoded(id)), new TypeReference<>() {});
  }

  /** Lets a copy keep to other limits from now on; what is not said stays. */
  public MigrationView adjustMigration(String id, LimitsView wish) {
    return transport.call(
        "POST", ApiPaths.adjustMigration(encoded(id)), wish, new TypeReference<>() {});
  }

  /** Asks for a cancel; returns once the task has ended. */
  public TaskView cancelTask(String id) {
    return transport.call("POST", ApiPaths.cancelTask(encoded(id)), null, new TypeReference<>() {});
  }

  /**
   * Follows a task to its end.
   *
   * @param progress is shown every change, the last one included
   * @return the last one
   */
  public TaskView watchTask(String id, Consumer<TaskView> progress) {
    return toTheEnd(
        "task",
        ApiPaths.taskEvents(encoded(id)),
        TaskView.class,
        view -> {
          progress.accept(view);
          return view.state().hasEnded();
        });
  }

  /**
   * A page of events, the newest first.
   *
   * @param query parameters by name, see the contract
   */
  public PageView<EventView> events(SortedMap<String, String> query) {
    return transport.get(Paths.with(ApiPaths.EVENTS, query), new TypeReference<>() {});
  }

  /**
   * Follows events until {@code each} has seen enough, or the stream breaks off.
   *
   * @param query parameters by name, see the contract; {@code after} is where to begin
   * @param each says whether that was enough
   * @throws GodwitException also MANAGER_UNREACHABLE when the stream ends
   */
  public void watchEvents(SortedMap<String, String> query, Predicate<EventView> each) {
    TreeMap<String, String> watched = new TreeMap<>(query);
    watched.put("watch", "true");
    events.persistently(
        "The stream of events ended",
        () ->
            events.values(
                Paths.with(ApiPaths.EVENTS, watched),
                EventView.class,
                event -> {
                  watched.put("after", Long.toString(event.sequence()));
                  return each.test(event);
                }));
  }

  public MigrationView migration(String id) {
    return transport.get(ApiPaths.migration(encoded(id)), new TypeReference<>() {});
  }

  /** Lets the guest move now, whatever the pause. */
  public MigrationView forceMigration(String id) {
    return transport.call(
        "POST", ApiPaths.forceMigration(encoded(id)), null, new TypeReference<>() {});
  }

  /** Lets a copy take no more of the link than this from now on. */
  public MigrationView limitMigration(String id, BandwidthRequest wish) {
    return transport.call(
        "PUT", ApiPaths.migrationBandwidth(encoded(id)), wish, new TypeReference<>() {});
  }

  /** Asks for a cancel; returns once the migration has ended one way or the other. */
  public MigrationView cancelMigration(String id) {
    return transport.call(
        "POST", ApiPaths.cancelMigration(encoded(id)), null, new TypeReference<>() {});
  }

  /**
   * Follows a migration to its end.
   *
   * @param progress is shown every change, the last one included
   * @return the last one: it has ended, or is indeterminate
   */
  public MigrationView watch(String id, Consumer<MigrationView> progress) {
    return toTheEnd(
        "migration",
        ApiPaths.migrationEvents(encoded(id)),
        MigrationView.class,
        view -> {
          progress.accept(view);
          return view.state() != MigrationView.State.RUNNING
              && view.state() != MigrationView.State.QUEUED;
        });
  }

  private <T> T toTheEnd(String noun, String path, Class<T> type, Predicate<T> hasEnded) {
    List<T> last = new ArrayList<>();
    events.persistently(
        "The event stream ended before the " + noun + " did",
        () ->
            events.values(
                path,
                type,
                view -> {
                  last.clear();
                  last.add(view);
                  return hasEnded.test(view);
                }));
    return last.getFirst();
  }

  @Override
  public void close() {
    transport.close();
  }

  private VmView verb(String name, String verb, @Nullable Object body) {
    return once("POST", ApiPaths.vmVerb(encoded(name), verb), body, new TypeReference<>() {});
  }

  /** Under a key: sent again if the answer is lost, and carried out once. */
  private <T> T once(String method, String path, @Nullable Object body, TypeReference<T> type) {
    return transport.call(Ask.of(method, path, body).once(), type);
  }
}
