package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.chronicle.FakeArchive;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.EventView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.TaskView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.json.Json;
import io.javalin.http.HandlerType;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;

/** Tasks, events and calls that are repeated, over HTTP. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class TaskRoutesTest {
  private static final VmCreate WEB =
      new VmCreate(
          "web",
          "h1",
          1,
          null,
          1L << 30,
          null,
          null,
          null,
          List.of(new VmCreate.Disk("shared", "a.qcow2", "QCOW2")),
          List.of());

  private final FakeArchive archive = new FakeArchive();
  private final CountDownLatch go = new CountDownLatch(1);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Bench bench;
  private FakeAgent h1;
  private RestServer server;
  private URI base;
  private ApiClient client;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    bench.host("h2").connect();
    server =
        new RestServer(
            RestAddress.plain("127.0.0.1", 0),
            TestSites.open(bench, archive),
            Observability.none(),
            Duration.ofMillis(50));
    base = URI.create("http://127.0.0.1:" + server.port());
    client = new ApiClient(base);
  }

  @AfterEach
  void stop() {
    go.countDown();
    client.close();
    http.close();
    bench.close();
    server.close();
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
  }

  private static <T> T read(HttpResponse<String> response, Class<T> type) {
    return Json.LENIENT.readValue(response.body(), type);
  }

  private PageView<EventView> events(String query) throws Exception {
    HttpResponse<String> response = send("GET", ApiPaths.EVENTS + query, "");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.LENIENT.readValue(response.body(), new TypeReference<>() {});
  }

  private void hold(Class<? extends Order> order) {
    h1.on(
        order,
        held -> {
          go.await(30, TimeUnit.SECONDS);
          return h1.asUsual(held);
        });
  }

  private static SortedMap<String, String> query(String... pairs) {
    SortedMap<String, String> query = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      query.put(pairs[i], pairs[i + 1]);
    }
    return query;
  }

  @Test
  void aCallThatWaitsIsAnsweredAsAlwaysAndNamesItsTask() throws Exception {
    String body = Json.LENIENT.writeValueAsString(WEB);
    HttpResponse<String> created = send("POST", ApiPaths.VMS, body, "X-Request-Id", "r-7");
    assertThat(created.statusCode()).isEqualTo(201);
    TaskView task = client.task(header(created, ApiPaths.TASK_HEADER));
    assertThat(task.state()).isEqualTo(TaskView.State.SUCCEEDED);
    assertThat(task.action()).isEqualTo("vm.define");
    assertThat(task.subject()).isEqualTo("web");
    assertThat(task.percent()).isEqualTo(100);
    assertThat(task.result()).isEqualTo("VM web is STOPPED.");
    assertThat(task.from()).isEqualTo("127.0.0.1");
    assertThat(task.correlation()).isEqualTo("r-7");
    PageView<EventView> trail = events("?correlation=r-7");
    assertThat(trail.items())
        .extracting(EventView::action)
        .containsExactly("vm.define", "vm.define.begin");
    assertThat(trail.items().getFirst().after()).contains("\"name\":\"web\"");
    assertThat(trail.items().getFirst().task()).isEqualTo(task.id());
    assertThat(send("DELETE", ApiPaths.vm("web"), "").statusCode()).isEqualTo(204);
    assertThat(events("?action=vm.delete").items().getFirst().before()).contains("web");
  }

  @Test
  void aCallThatDoesNotWaitIsAnsweredAtOnceAndFollowed() throws Exception {
    client.createVm(WEB);
    hold(Order.Start.class);
    HttpResponse<String> begun =
        send("POST", ApiPaths.vmVerb("web", "start"), "", "Prefer", "wait=1, respond-async");
    assertThat(begun.statusCode()).isEqualTo(202);
    assertThat(header(begun, "Preference-Applied")).isEqualTo("respond-async");
    TaskView task = read(begun, TaskView.class);
    assertThat(task.state()).isEqualTo(TaskView.State.RUNNING);
    assertThat(header(begun, "Location")).isEqualTo(ApiPaths.task(task.id()));
    assertThat(client.tasks(query("state", "RUNNING")).items())
        .extracting(TaskView::id)
        .containsExactly(task.id());
    List<TaskView> shown = new ArrayList<>();
    TaskView last =
        client.watchTask(
            task.id(),
            view -> {
              shown.add(view);
              go.countDown();
            });
    assertThat(shown.getFirst().state()).isEqualTo(TaskView.State.RUNNING);
    assertThat(last.state()).isEqualTo(TaskView.State.SUCCEEDED);
    assertThat(client.watchTask(task.id(), view -> {})).isEqualTo(last);
    assertThat(client.vm("web").state()).isEqualTo("RUNNING");
  }

  @Test
  void theTaskGoesOnWhenItsCallerGoesAway() throws Exception {
    client.createVm(WEB);
    hold(Order.Start.class);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request =
          "POST "
              + ApiPaths.vmVerb("web", "start")
              + " HTTP/1.1\r\nHost: a\r\n"
              + "Content-Length: 0\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      await().until(() -> !h1.orders(Order.Start.class).isEmpty());
      socket.setSoLinger(true, 0);
    }
    go.countDown();
    await().until(() -> client.vm("web").state().equals("RUNNING"));
    await()
        .until(() ->
            client.tasks(query("action", "vm.start")).items().getFirst().state()
                == TaskView.State.SUCCEEDED);
  }

  @Test
  void theSameCallUnderAKeyIsCarriedOutOnce() throws Exception {
    String body = Json.LENIENT.writeValueAsString(WEB);
    String[] key = {"Idempotency-Key", "k-1"};
    HttpResponse<String> first = send("POST", ApiPaths.VMS, body, key);
    HttpResponse<String> again = send("POST", ApiPaths.VMS, body, key);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(header(again, ApiPaths.TASK_HEADER)).isEqualTo(header(first, ApiPaths.TASK_HEADER));
    assertThat(read(again, VmView.class).id()).isEqualTo(read(first, VmView.class).id());
    assertThat(h1.orders(Order.Define.class)).hasSize(1);

    HttpResponse<String> other = send("POST", ApiPaths.VMS, body + " ", key);
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(read(other, ProblemView.class).code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    HttpResponse<String> elsewhere = send("POST", ApiPaths.vmVerb("web", "start"), "", key);
    assertThat(read(elsewhere, ProblemView.class).code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    HttpResponse<String> bad = send("POST", ApiPaths.VMS, body, "Idempotency-Key", "x".repeat(129));
    assertThat(read(bad, ProblemView.class).code()).isEqualTo("REQUEST_MALFORMED");
  }

  @Test
  void theSameCallWhileItRunsJoinsIt() throws Exception {
    client.createVm(WEB);
    hold(Order.Start.class);
    String[] headers = {"Idempotency-Key", "k-2", "Prefer", "respond-async"};
    String start = ApiPaths.vmVerb("web", "start");
    TaskView first = read(send("POST", start, "", headers), TaskView.class);
    TaskView again = read(send("POST", start, "", headers), TaskView.class);
    assertThat(again.id()).isEqualTo(first.id());
    go.countDown();
    HttpResponse<String> waited = send("POST", start, "", "Idempotency-Key", "k-2");
    assertThat(waited.statusCode()).isEqualTo(200);
    assertThat(h1.orders(Order.Start.class)).hasSize(1);
  }

  @Test
  void aFailureIsRepeatedToo() throws Exception {
    client.createVm(WEB);
    h1.fails(Order.Start.class, ErrorCode.QEMU_START_FAILED);
    String start = ApiPaths.vmVerb("web", "start");
    HttpResponse<String> first = send("POST", start, "", "Idempotency-Key", "k-3");
    HttpResponse<String> again = send("POST", start, "", "Idempotency-Key", "k-3");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(read(again, ProblemView.class).code()).isEqualTo("QEMU_START_FAILED");
    assertThat(h1.orders(Order.Start.class)).hasSize(1);
    TaskView task = client.task(header(first, ApiPaths.TASK_HEADER));
    assertThat(task.problem().code()).isEqualTo("QEMU_START_FAILED");
    assertThat(events("?outcome=FAILED").items()).hasSize(1);
    assertThat(events("?outcome=REFUSED").items()).isEmpty();
  }

  @Test
  void aMigrationIsATaskAndIsBegunOnceUnderAKey() throws Exception {
    bench.running("web", h1);
    String body = Json.LENIENT.writeValueAsString(MigrateRequest.to("h2"));
    String path = ApiPaths.migrationsOf("web");
    MigrationView first =
        read(send("POST", path, body, "Idempotency-Key", "k-4"), MigrationView.class);
    client.watch(first.id(), view -> {});
    HttpResponse<String> again = send("POST", path, body, "Idempotency-Key", "k-4");
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(read(again, MigrationView.class).id()).isEqualTo(first.id());
    assertThat(client.migrations()).hasSize(1);
    assertThat(client.migrations().getFirst().actor()).isEqualTo("tester");
    TaskView task = client.task(first.id());
    assertThat(task.action()).isEqualTo("vm.migrate");
    assertThat(task.state()).isEqualTo(TaskView.State.SUCCEEDED);
    assertThat(task.step()).isEqualTo("handover");
    assertThat(task.stepNumber()).isEqualTo(task.steps());
    assertThat(client.tasks(query("action", "vm.migrate")).items())
        .extracting(TaskView::id)
        .containsExactly(first.id());
    assertThat(events("?action=migration.").items())
        .extracting(EventView::action)
        .containsExactly("migration.complete", "migration.begin");
  }

  @Test
  void whatIsOverIsFoundInTheHistory() throws Exception {
    bench.running("web", h1);
    MigrationView migration = client.migrate("web", MigrateRequest.to("h2"));
    client.watch(migration.id(), view -> {});
    List<String> ids = client.tasks(query()).items().stream().map(TaskView::id).toList();
    assertThat(ids).hasSize(3).contains(migration.id());
    archive.append(List.copyOf(bench.inventory.now().hard().outbox().waiting().values()));
    List<TaskView> paged = new ArrayList<>();
    String cursor = null;
    do {
      PageView<TaskView> page =
          client.tasks(
              cursor == null ? query("limit", "1") : query("limit", "1", "cursor", cursor));
      paged.addAll(page.items());
      cursor = page.next();
    } while (cursor != null);
    assertThat(paged).extracting(TaskView::id).containsExactlyElementsOf(ids);
    assertThat(client.migrations()).extracting(MigrationView::id).containsExactly(migration.id());
  }

  @Test
  void aStopIsCancelledAndOtherTasksAreNot() throws Exception {
    bench.running("web", h1);
    hold(Order.Stop.class);
    String async = "Prefer";
    TaskView stop =
        read(
            send("POST", ApiPaths.vmVerb("web", "stop"), "", async, "respond-async"),
            TaskView.class);
    assertThat(stop.cancellable()).isTrue();
    TaskView cancelled = client.cancelTask(stop.id());
    assertThat(cancelled.state()).isEqualTo(TaskView.State.CANCELLED);
    assertThat(cancelled.problem().code()).isEqualTo("TASK_CANCELLED");
    refuses(ErrorCode.TASK_ENDED, stop.id());

    hold(Order.Pause.class);
    TaskView pause =
        read(
            send("POST", ApiPaths.vmVerb("web", "pause"), "", async, "respond-async"),
            TaskView.class);
    assertThat(pause.cancellable()).isFalse();
    refuses(ErrorCode.TASK_NOT_CANCELLABLE, pause.id());
    refuses(ErrorCode.TASK_UNKNOWN, "t0");
    refuses(ErrorCode.TASK_UNKNOWN, "nonsense");
  }

  private void refuses(ErrorCode code, String task) {
    assertThatExceptionOfType(GodwitException.class)
        .isThrownBy(() -> client.cancelTask(task))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
  }

  @Test
  void aRefusedCallIsTold() throws Exception {
    bench.running("web", h1);
    send("POST", ApiPaths.vmVerb("web", "start"), "", "X-Request-Id", "r-1");
    List<EventView> told = events("?outcome=REFUSED").items();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().action()).isEqualTo("vm.start");
    assertThat(told.getFirst().subject()).isEqualTo("web");
    assertThat(told.getFirst().message()).contains("VM_NOT_STOPPED");
    assertThat(told.getFirst().correlation()).isEqualTo("r-1");
    send("GET", ApiPaths.vm("nobody"), "");
    assertThat(events("?outcome=REFUSED").items()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/vms, vm.define, vm, (new)",
    "DELETE, /api/v1/vms/web, vm.delete, vm, web",
    "POST, /api/v1/vms/web/start, vm.start, vm, web",
    "POST, /api/v1/vms/web/migrations, vm.migrate, vm, web",
    "POST, /api/v1/migrations/m1/cancel, migration.cancel, migration, m1",
    "PUT, /api/v1/users/ann, user.edit, user, ann",
    "POST, /, unknown.create, unknown, (new)",
    "POST, /api/v1/%00/x, unknown.create, unknown, x",
  })
  void aRefusalNamesWhatWasWanted(
      String method, String path, String action, String kind, String subject) {
    Refusals.Deed deed = Refusals.deed(HandlerType.findOrCreate(method), path);
    assertThat(deed).isEqualTo(new Refusals.Deed(action, kind, subject));
  }

  @Test
  void eventsAreFollowedFromAnySequence() throws Exception {
    client.createVm(WEB);
    long last = bench.inventory.now().hard().outbox().lastSequence();
    List<EventView> seen = new ArrayList<>();
    Thread follower =
        Thread.ofVirtual()
            .start(() ->
                client.watchEvents(
                    query("after", "0", "subjectKind", "vm"),
                    event -> {
                      seen.add(event);
                      return event.action().equals("vm.start");
                    }));
    await().until(() -> server.followers() == 1);
    client.startVm("web");
    follower.join();
    assertThat(seen)
        .extracting(EventView::action)
        .containsExactly("vm.define.begin", "vm.define", "vm.start.begin", "vm.start");
    assertThat(seen.getLast().sequence()).isGreaterThan(last);
    await().until(() -> server.followers() == 0);
  }

  @Test
  void aStreamGoesOnBehindTheLastEventAndBeatsMeanwhile() throws Exception {
    client.createVm(WEB);
    long first = events("?action=vm.define.begin").items().getFirst().sequence();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request =
          "GET "
              + ApiPaths.EVENTS
              + " HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n"
              + "Last-Event-ID: "
              + first
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String line = lines.readLine();
      List<String> ids = new ArrayList<>();
      while (!line.contains(": alive")) {
        if (line.startsWith("id: ")) {
          ids.add(line.substring(4));
        }
        line = lines.readLine();
      }
      assertThat(ids).hasSize(1);
      assertThat(Long.parseLong(ids.getFirst())).isGreaterThan(first);
    }
    await().until(() -> server.followers() == 0);
  }

  @Test
  void aPastThatCannotBeReadIsSaidSo() throws Exception {
    client.createVm(WEB);
    archive.away(true);
    assertThat(events("").missing().code()).isEqualTo("HISTORY_UNAVAILABLE");
    HttpResponse<String> task = send("GET", ApiPaths.task("tlongago"), "");
    assertThat(read(task, ProblemView.class).code()).isEqualTo("HISTORY_UNAVAILABLE");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/events?nonsense=1, nonsense",
    "/api/v1/events?limit=0, limit",
    "/api/v1/events?limit=1001, limit",
    "/api/v1/events?limit=x, limit",
    "/api/v1/events?cursor=!, cursor",
    "/api/v1/events?since=yesterday, since",
    "/api/v1/events?outcome=GOOD, SUCCEEDED",
    "/api/v1/events?watch=true&after=-1, sequence",
    "/api/v1/tasks?state=DONE, RUNNING",
    "/api/v1/tasks?cursor=AAAA, cursor",
    "/api/v1/migrations?cursor=AAAA, cursor",
  })
  void badQueriesAreRefusedWithASentence(String path, String part) throws Exception {
    ProblemView problem = read(send("GET", path, ""), ProblemView.class);
    assertThat(problem.code()).isEqualTo("REQUEST_MALFORMED");
    assertThat(problem.detail()).contains(part);
  }
}
