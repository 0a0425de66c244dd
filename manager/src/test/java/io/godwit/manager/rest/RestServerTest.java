package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.manager.telemetry.Samples;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationCheckView;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.PlaceRequest;
import io.godwit.protocol.api.PlacementView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.api.VmView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class RestServerTest {
  private static final VmCreate.Disk DISK = new VmCreate.Disk("shared", "a.qcow2", "QCOW2");

  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;
  private RestServer server;
  private URI base;
  private ApiClient client;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    h2 = bench.host("h2").connect();
    server = new RestServer(RestAddress.plain("127.0.0.1", 0), TestSites.open(bench));
    base = URI.create("http://127.0.0.1:" + server.port());
    client = new ApiClient(base);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    http.close();
    bench.close();
    server.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(base.resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static ProblemView problem(HttpResponse<String> response) {
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith(ApiPaths.PROBLEM_JSON));
    ProblemView problem = Json.LENIENT.readValue(response.body(), ProblemView.class);
    assertThat(problem.status()).isEqualTo(response.statusCode());
    assertThat(problem.detail()).isNotBlank();
    assertThat(problem.next()).isNotBlank();
    return problem;
  }

  private static VmCreate vm(String name, @Nullable String host, VmCreate.Disk disk) {
    List<VmCreate.Nic> nics = List.of(new VmCreate.Nic("lan", null));
    return new VmCreate(name, host, 2, null, 1L << 30, null, null, null, List.of(disk), nics);
  }

  @Test
  void aVmLivesItsLife() throws Exception {
    VmView created = client.createVm(vm("web", "h1", DISK));
    assertThat(created.state()).isEqualTo("STOPPED");
    assertThat(created.machine()).isEqualTo("pc-q35-10.0");
    assertThat(created.nics().getFirst().mac()).startsWith("52:54:00:");
    assertThat(client.startVm("web").state()).isEqualTo("RUNNING");
    assertThat(client.pauseVm("web").state()).isEqualTo("PAUSED");
    assertThat(client.resumeVm("web").state()).isEqualTo("RUNNING");
    assertThat(client.consoleLog("web")).isEqualTo("login: ");
    assertThat(client.host("h1").memoryReservedBytes()).isEqualTo(1L << 30);
    assertThat(client.stopVm("web", new VmStop(null)).state()).isEqualTo("STOPPED");
    client.deleteVm("web");
    assertThat(client.vms()).isEmpty();
    assertThat(client.hosts()).extracting("id").containsExactly("h1", "h2");
  }

  @Test
  void whereNobodyNamesAHostOneIsChosenAndItIsSaidWhy() throws Exception {
    VmCreate wish = vm("web", null, DISK);
    HttpResponse<String> silent = send("POST", ApiPaths.VMS, Json.LENIENT.writeValueAsString(wish));
    assertThat(problem(silent).code()).isEqualTo("PLACEMENT_IMPOSSIBLE");
    assertThat(problem(silent).detail()).contains("h1: nothing is known of its load");
    bench.telemetry.add(h2.host(), Samples.host(Samples.NOON, 0), List.of());
    VmView created = client.createVm(wish);
    assertThat(created.host()).isEqualTo("h2");
    assertThat(created.placement()).contains("h2 is the best of 1 host:");
    assertThat(client.vm("web").placement()).isNull();
    assertThat(client.tasks(new TreeMap<>()).items().getFirst().result())
        .contains("VM web is STOPPED. Its host was chosen: h2 is the best");
    PlacementView asked =
        client.place("default", new PlaceRequest(2, 1L << 30, 2, null, null, null, null, null));
    assertThat(asked.placed()).extracting("host").containsExactly("h2", "h2");
    assertThat(asked.refused()).extracting("host").containsExactly("h1");
    assertThat(client.vms()).hasSize(1);
  }

  @Test
  void aCheckOfAMigrationThatWouldBeRefusedIsAnAnswer() throws Exception {
    client.createVm(vm("web", "h1", DISK));
    MigrateRequest wish = MigrateRequest.to("h2");
    MigrationCheckView refused = client.checkMigration("web", wish);
    assertThat(refused.verdict()).isEqualTo("REFUSAL");
    assertThat(refused.groups())
        .extracting(MigrationCheckView.CheckGroupView::group)
        .containsExactly("SOURCE", "DESTINATION", "CAPACITY", "DATASTORES", "NETWORKS");
    assertThat(refused.groups().getFirst().checks())
        .filteredOn(item -> item.id().equals("source.vm-state"))
        .singleElement()
        .satisfies(item -> {
          assertThat(item.needed()).isEqualTo("RUNNING");
          assertThat(item.found()).isEqualTo("STOPPED");
          assertThat(item.code()).isEqualTo("VM_NOT_RUNNING");
          assertThat(item.next()).contains("godwit vm start web");
        });
    client.startVm("web");
    assertThat(client.checkMigration("web", wish).verdict()).isEqualTo("PASS");
    assertThat(client.migrations()).isEmpty();
  }

  @Test
  void aRehearsalStartsTheDestinationAndMovesNothing() throws Exception {
    client.createVm(vm("web", "h1", DISK));
    client.startVm("web");
    MigrationCheckView report = client.checkMigration("web", MigrateRequest.to("h2").rehearsed());
    assertThat(report.verdict()).isEqualTo("PASS");
    assertThat(report.groups().get(1).checks())
        .filteredOn(item -> item.id().equals("destination.rehearsal"))
        .singleElement()
        .satisfies(item -> assertThat(item.found()).contains("listened on 10.0.0.2:4000"));
    assertThat(client.migrations()).isEmpty();
    assertThat(client.vm("web").host()).isEqualTo("h1");
  }

  @Test
  void aMigrationIsFollowedToItsEnd() throws Exception {
    client.createVm(vm("web", "h1", DISK));
    client.startVm("web");
    CountDownLatch arrive = new CountDownLatch(1);
    h2.on(
        Order.AwaitDestination.class,
        wait -> {
          arrive.await(30, TimeUnit.SECONDS);
          return h2.asUsual(wait);
        });
    MigrationView begun = client.migrate("web", MigrateRequest.to("h2"));
    List<MigrationView> shown = new ArrayList<>();
    MigrationView last =
        client.watch(
            begun.id(),
            view -> {
              shown.add(view);
              arrive.countDown();
            });
    assertThat(last.state()).isEqualTo(MigrationView.State.COMPLETED);
    assertThat(last.phase()).isEqualTo("HANDOVER");
    assertThat(last.result()).isNotNull();
    assertThat(shown.getFirst().state()).isEqualTo(MigrationView.State.RUNNING);
    assertThat(client.vm("web").host()).isEqualTo("h2");
    assertThat(client.vm("web").state()).isEqualTo("RUNNING");
    assertThat(client.migrations()).hasSize(1);
    HttpResponse<String> again = send("POST", ApiPaths.cancelMigration(begun.id()), "");
    assertThat(problem(again).code()).isEqualTo("MIGRATION_ENDED");
  }

  @Test
  void answersSayWhereThingsAre() throws Exception {
    String body = Json.LENIENT.writeValueAsString(vm("web", "h1", DISK));
    HttpResponse<String> created = send("POST", ApiPaths.VMS, body);
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Location")).hasValue("/api/v1/vms/web");
    client.startVm("web");
    HttpResponse<String> accepted =
        send("POST", ApiPaths.migrationsOf("web"), "{\"toHost\":\"h2\"}");
    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(accepted.headers().firstValue("Location").orElseThrow())
        .startsWith("/api/v1/migrations/m");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST | /api/v1/vms | {                                | REQUEST_MALFORMED | line 1",
        "POST | /api/v1/vms | []                               | REQUEST_MALFORMED | JSON object",
        "POST | /api/v1/vms | ``                               | REQUEST_MALFORMED | body",
        "POST | /api/v1/vms | null                             | REQUEST_MALFORMED | null",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":1073741824,\"x\":1} | REQUEST_MALFORMED | 'x'",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":\"much\"} | REQUEST_MALFORMED | memoryBytes",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":1.5} | REQUEST_MALFORMED | memoryBytes",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\"} | REQUEST_MALFORMED | memoryBytes",
        "POST | /api/v1/vms | {\"name\":7,\"host\":\"h1\",\"memoryBytes\":1073741824} | REQUEST_MALFORMED | name",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":\"1073741824\"} | REQUEST_MALFORMED | memoryBytes",
        "POST | /api/v1/vms | {\"host\":\"h1\",\"memoryBytes\":1073741824} | REQUEST_MALFORMED | name",
        "POST | /api/v1/vms | {\"name\":\"A b\",\"host\":\"h1\",\"memoryBytes\":1073741824} | SPEC_INVALID | VM name",
        "POST | /api/v1/vms | {\"name\":\"a\\u001b[2J\",\"host\":\"h1\",\"memoryBytes\":1073741824} | SPEC_INVALID | VM name",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":-1} | SPEC_INVALID | memoryBytes",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":1073741824} | SPEC_INVALID | needs a disk",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":1073741824,\"cpus\":0} | SPEC_INVALID | CPUs",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":1073741824,\"accelerator\":\"XEN\"} | SPEC_INVALID | AUTO, KVM, TCG",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":1073741824,\"disks\":[{\"datastore\":\"shared\",\"path\":\"../x\",\"format\":\"RAW\"}]} | SPEC_INVALID | leaves its datastore",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":1073741824,\"disks\":[null]} | REQUEST_MALFORMED | disks[0]",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h9\",\"memoryBytes\":1073741824} | HOST_UNKNOWN | h9",
        "POST | /api/v1/vms | {\"name\":\"web\",\"host\":\"h1\",\"memoryBytes\":1073741824} | VM_NAME_TAKEN | web",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":1073741824,\"disks\":[{\"datastore\":\"no\",\"path\":\"x\",\"format\":\"RAW\"}]} | DATASTORE_UNKNOWN | no",
        "POST | /api/v1/vms | {\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":1073741824,\"disks\":[{\"datastore\":\"shared\",\"path\":\"x\",\"format\":\"RAW\"}],\"nics\":[{\"network\":\"no\"}]} | NETWORK_UNKNOWN | no",
        "POST | /api/v1/vms/web/start | ``                     | VM_NOT_STOPPED | RUNNING",
        "POST | /api/v1/vms/web/resume | ``                    | VM_WRONG_STATE | RUNNING",
        "POST | /api/v1/vms/web/stop | {\"graceMs\":0}         | SPEC_INVALID | graceMs",
        "POST | /api/v1/vms/web/move-disk | {\"toDatastore\":\"local\"} | REQUEST_MALFORMED | disk",
        "POST | /api/v1/vms/web/move-disk | {\"disk\":0} | REQUEST_MALFORMED | toDatastore",
        "POST | /api/v1/vms/web/move-disk | {\"disk\":0,\"toDatastore\":\"local\",\"format\":\"VMDK\"} | SPEC_INVALID | QCOW2",
        "POST | /api/v1/vms/web/move-disk | {\"disk\":0,\"toDatastore\":\"local\",\"bandwidthBytesPerSecond\":0} | SPEC_INVALID | 1 or more",
        "POST | /api/v1/vms/web/move-disk | {\"disk\":7,\"toDatastore\":\"local\"} | DISK_UNKNOWN | disk 7",
        "POST | /api/v1/vms/web/move-disk | {\"disk\":0,\"toDatastore\":\"no\"} | DATASTORE_UNKNOWN | no",
        "POST | /api/v1/vms/idle/move-disk | {\"disk\":0,\"toDatastore\":\"local\"} | VM_NOT_RUNNING | STOPPED",
        "DELETE | /api/v1/vms/web | ``                         | VM_NOT_STOPPED | RUNNING",
        "POST | /api/v1/vms/none/start | ``                    | VM_UNKNOWN | none",
        "GET | /api/v1/vms/A%20B | ``                          | VM_UNKNOWN | VM name",
        "GET | /api/v1/hosts/h9 | ``                           | HOST_UNKNOWN | h9",
        "GET | /api/v1/migrations/m1 | ``                      | MIGRATION_UNKNOWN | m1",
        "GET | /api/v1/migrations/m1/events | ``               | MIGRATION_UNKNOWN | m1",
        "POST | /api/v1/vms/web/migrate-check | {}                | REQUEST_MALFORMED | toHost",
        "POST | /api/v1/vms/nobody/migrate-check | {\"toHost\":\"h2\"} | VM_UNKNOWN | nobody",
        "POST | /api/v1/vms/web/migrate-check | {\"toHost\":\"h2\",\"deadlineMs\":1} | SPEC_INVALID | deadline",
        "POST | /api/v1/vms/web/migrations | {\"toHost\":\"h2\",\"rehearse\":true} | SPEC_INVALID | would move the VM",
        "POST | /api/v1/vms/web/migrations | {}                | REQUEST_MALFORMED | toHost",
        "POST | /api/v1/vms/web/migrations | {\"toHost\":\"h1\"} | SAME_HOST | h1",
        "POST | /api/v1/vms/web/migrations | {\"toHost\":\"h9\"} | HOST_UNKNOWN | h9",
        "POST | /api/v1/vms/idle/migrations | {\"toHost\":\"h2\"} | VM_NOT_RUNNING | STOPPED",
        "POST | /api/v1/vms/web/migrations | {\"toHost\":\"h2\",\"downtimeLimitMs\":0} | SPEC_INVALID | downtime",
        "POST | /api/v1/vms/web/migrations | {\"toHost\":\"h2\",\"deadlineMs\":9223372036854775807} | SPEC_INVALID | deadline",
        "POST | /api/v1/vms/web/migrations | {\"toHost\":\"h2\",\"bandwidthBytesPerSecond\":-1} | SPEC_INVALID | 1 or more",
        "POST | /api/v1/vms/web/migrations | {\"toHost\":\"h2\",\"bandwidthBytesPerSecond\":0} | SPEC_INVALID | 1 or more",
        "POST | /api/v1/vms/web/migrations | {\"toHost\":\"h2\",\"maxSlowdownPercent\":-1} | SPEC_INVALID | slowdown",
        "POST | /api/v1/vms/web/migrations | {\"toHost\":\"h2\",\"maxSlowdownPercent\":100} | SPEC_INVALID | slowdown",
        "POST | /api/v1/vms/web/migrations | {\"toHost\":\"h2\",\"encryption\":\"rot13\"} | SPEC_INVALID | preferred",
        "POST | /api/v1/vms/web/migrations | {\"toHost\":\"h2\",\"downtimeLimitMs\":9000,\"deadlineMs\":8000} | SPEC_INVALID | deadline",
        "GET | /nowhere | ``                                   | NOT_FOUND | /nowhere",
        "PUT | /api/v1/vms | ``                                | METHOD_NOT_ALLOWED | PUT",
      })
  void badInputIsRefusedWithASentence(
      String method, String path, String body, String code, String part) throws Exception {
    bench.running("web", h1);
    bench.orchestration.vms().create(Bench.draft("idle"), h1.host());
    ProblemView problem = problem(send(method, path, body));
    assertThat(problem.code()).as(problem.detail()).isEqualTo(code);
    assertThat(problem.detail()).contains(part);
    assertThat(bench.inventory.now().hard().vms().size()).isEqualTo(2);
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    String body = "{\"name\":\"" + "a".repeat(1024 * 1024) + "\"}";
    assertThat(problem(send("POST", ApiPaths.VMS, body)).code()).isEqualTo("REQUEST_TOO_LARGE");
  }

  @Test
  void aDiskOfARunningVmIsLocked() throws Exception {
    client.createVm(vm("web", "h1", DISK));
    client.createVm(vm("twin", "h2", DISK));
    client.startVm("web");
    assertThat(problem(send("POST", ApiPaths.vmVerb("twin", "start"), "")).code())
        .isEqualTo("DISK_LOCKED");
    String third = Json.LENIENT.writeValueAsString(vm("third", "h2", DISK));
    assertThat(problem(send("POST", ApiPaths.VMS, third)).code()).isEqualTo("DISK_LOCKED");
  }

  @Test
  void anAgentThatIsAwayIsSaidSo() throws Exception {
    bench.running("web", h1);
    h1.on(
        Order.Pause.class,
        pause -> {
          Thread.ofVirtual().start(this::cutFirst);
          new CountDownLatch(1).await();
          return new Answer.Done();
        });
    ProblemView lost = problem(send("POST", ApiPaths.vmVerb("web", "pause"), ""));
    assertThat(lost.code()).isEqualTo("OUTCOME_UNKNOWN");
    assertThat(lost.kind()).isEqualTo("INDETERMINATE");
    await().until(() -> client.vm("web").state().equals("UNKNOWN"));
    ProblemView away = problem(send("POST", ApiPaths.vmVerb("web", "pause"), ""));
    assertThat(away.code()).isEqualTo("AGENT_UNREACHABLE");
  }

  private void cutFirst() {
    try {
      h1.cut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theHealthAndTheContractAreServed() throws Exception {
    assertThat(send("GET", ApiPaths.HEALTH, "").statusCode()).isEqualTo(200);
    assertThat(send("GET", ApiPaths.OPENAPI, "").body()).startsWith("openapi: 3.1.0");
  }

  @Test
  void theContractAndTheRoutesAreTheSame() {
    assertThat(Contract.operations())
        .containsExactlyInAnyOrderElementsOf(
            server.served().stream().map(r -> r.method().name() + " " + r.path()).toList());
  }
}
