package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.identity.gate.Accounts;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.GrantCreate;
import io.godwit.protocol.api.GrantView;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.TaskView;
import io.godwit.protocol.api.TokenCreate;
import io.godwit.protocol.api.UserCreate;
import io.godwit.protocol.api.UserEdit;
import io.godwit.protocol.api.VmView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Credentials;
import io.godwit.protocol.client.IdentityCalls;
import io.godwit.protocol.client.ListChange;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ListStreamTest {
  private static final SortedMap<String, String> ALL = Collections.emptySortedMap();

  private Bench bench;
  private FakeAgent h1;
  private RestServer server;
  private ApiClient client;
  private final List<Thread> watchers = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    bench.host("h2").connect();
    serve(new ListStream(Duration.ofMillis(50)));
  }

  private void serve(ListStream lists) {
    server =
        new RestServer(
            RestAddress.plain("127.0.0.1", 0),
            TestSites.open(bench),
            Observability.none(),
            Duration.ofMillis(50),
            lists);
    client = new ApiClient(URI.create("http://127.0.0.1:" + server.port()));
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
    for (Thread watcher : watchers) {
      watcher.interrupt();
      watcher.join();
    }
    client.close();
    server.close();
  }

  /** What a list tells, as {@code KIND name}, on a thread of its own. */
  private <T> List<String> watching(
      BiConsumer<ApiClient, Consumer<ListChange<T>>> watch, Function<T, String> name) {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    watchers.add(
        Thread.ofVirtual()
            .start(() -> {
              try {
                watch.accept(
                    client,
                    change -> {
                      T item = change.item();
                      told.add(change.kind() + (item == null ? "" : " " + name.apply(item)));
                    });
              } catch (GodwitException over) {
                told.add("over " + over.code());
              }
            }));
    return told;
  }

  private List<String> vms(SortedMap<String, String> query) {
    return watching(
        (ApiClient api, Consumer<ListChange<VmView>> change) -> api.watchVms(query, change),
        vm -> vm.name() + " " + vm.state());
  }

  private static SortedMap<String, String> query(String key, String value) {
    return new TreeMap<>(java.util.Map.of(key, value));
  }

  @Test
  void tellsWhatIsThereAndThenWhatChanges() throws Exception {
    bench.running("web", h1);
    List<String> told = vms(ALL);
    await().until(() -> told.contains("SYNCED"));
    assertThat(told).containsExactly("ADDED web RUNNING", "SYNCED");
    client.pauseVm("web");
    await().until(() -> told.contains("MODIFIED web PAUSED"));
    bench.orchestration.vms().create(Bench.draft("db"), h1.host());
    await().until(() -> told.contains("ADDED db STOPPED"));
    client.deleteVm("db");
    await().until(() -> told.contains("DELETED db STOPPED"));
    assertThat(told).doesNotHaveDuplicates();
  }

  @Test
  void whatNoLongerFitsIsGoneFromTheList() throws Exception {
    bench.running("web", h1);
    List<String> told = vms(query("state", "RUNNING"));
    await().until(() -> told.contains("SYNCED"));
    client.pauseVm("web");
    await().until(() -> told.contains("DELETED web RUNNING"));
    client.resumeVm("web");
    await().until(() -> told.size() == 4);
    assertThat(told.getLast()).isEqualTo("ADDED web RUNNING");
  }

  @Test
  void aHostTellsOfItsVmsAndOfItsLink() throws Exception {
    List<String> told =
        watching(
            (ApiClient api, Consumer<ListChange<HostView>> change) -> api.watchHosts(ALL, change),
            host -> host.id() + " " + host.connection() + " " + host.vms());
    await().until(() -> told.contains("SYNCED"));
    bench.running("web", h1);
    await().until(() -> told.contains("MODIFIED h1 CONNECTED 1"));
    h1.cut();
    await().until(() -> told.contains("MODIFIED h1 DISCONNECTED 1"));
  }

  @Test
  void migrationsAndTasksAreToldFromBeginToEnd() throws Exception {
    bench.running("web", h1);
    List<String> migrations =
        watching(
            (ApiClient api, Consumer<ListChange<MigrationView>> change) ->
                api.watchMigrations(ALL, change),
            migration -> migration.vm() + " " + migration.state());
    List<String> tasks =
        watching(
            (ApiClient api, Consumer<ListChange<TaskView>> change) -> api.watchTasks(ALL, change),
            task -> task.action() + " " + task.state());
    await().until(() -> migrations.contains("SYNCED") && tasks.contains("SYNCED"));
    client.migrate("web", MigrateRequest.to("h2"));
    await().until(() -> migrations.stream().anyMatch(told -> told.endsWith("web COMPLETED")));
    await().until(() -> tasks.stream().anyMatch(told -> told.endsWith("vm.migrate SUCCEEDED")));
    List<String> later =
        watching(
            (ApiClient api, Consumer<ListChange<MigrationView>> change) ->
                api.watchMigrations(query("state", "FAILED"), change),
            MigrationView::id);
    await().until(() -> later.contains("SYNCED"));
    assertThat(later).containsExactly("SYNCED");
  }

  @Test
  void whoMayNoLongerLookIsShownNoMore() throws Exception {
    bench.running("web", h1);
    Accounts accounts = TestSites.accounts(bench);
    accounts.firstStart("the first of all");
    server.close();
    client.close();
    server =
        new RestServer(
            RestAddress.plain("127.0.0.1", 0),
            TestSites.guarded(bench, accounts),
            Observability.none(),
            Duration.ofMillis(50));
    URI base = URI.create("http://127.0.0.1:" + server.port());
    try (ApiClient root =
        new ApiClient(base, new Credentials.Password("admin", "the first of all"))) {
      IdentityCalls people = root.identities();
      people.createUser(new UserCreate("ann", null, null, null, null));
      GrantView grant = people.createGrant(new GrantCreate("ann", null, "VIEWER", "/vms/web"));
      String token = people.createToken("ann", new TokenCreate("test", null, null, null)).secret();
      client = new ApiClient(base, Credentials.ofToken(token));
      List<String> told = vms(ALL);
      await().until(() -> told.contains("SYNCED"));
      assertThat(told).containsExactly("ADDED web RUNNING", "SYNCED");
      people.deleteGrant(grant.id());
      await().until(() -> told.contains("DELETED web RUNNING"));
      people.changeUser("ann", new UserEdit(null, "DISABLED", null, null));
      await().until(() -> told.contains("over UNAUTHENTICATED"));
    }
  }

  @Test
  void whoReadsTooSlowlyIsToldSo() throws Exception {
    server.close();
    client.close();
    serve(new ListStream(Duration.ofMillis(50), Duration.ZERO));
    assertThatThrownBy(() -> client.watchVms(ALL, change -> {}))
        .isInstanceOfSatisfying(
            GodwitException.class,
            slow -> assertThat(slow.code()).isEqualTo(ErrorCode.READER_TOO_SLOW));
  }

  @Test
  void aPlaceIsFreeAgainOnceAWatcherHasGone() throws Exception {
    List<String> told = vms(ALL);
    await().until(() -> told.contains("SYNCED"));
    assertThat(server.followers()).isEqualTo(1);
    watchers.getFirst().interrupt();
    await().until(() -> server.followers() == 0);
  }
}
