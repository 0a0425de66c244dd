package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.manager.telemetry.Samples;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationCheckView.CheckItemView;
import io.godwit.protocol.api.PoolEdit;
import io.godwit.protocol.api.PoolEdit.ShareEdit;
import io.godwit.protocol.api.ResourcesView;
import io.godwit.protocol.api.VmAttributesView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.client.ApiClient;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What VMs have of their hosts, through the API. Hosts have four cores. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ResourcesTest {
  private Bench bench;
  private RestServer server;
  private ApiClient client;
  private FakeAgent h1;
  private FakeAgent h2;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    h2 = bench.host("h2").connect();
    server = new RestServer(RestAddress.plain("127.0.0.1", 0), TestSites.open(bench));
    client = new ApiClient(URI.create("http://127.0.0.1:" + server.port()));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    bench.close();
    server.close();
  }

  private static ResourcesView cpu(@Nullable Long kept, @Nullable Long limit) {
    return new ResourcesView(new ShareEdit(kept, limit, null), null);
  }

  private VmAttributesView say(String vm, @Nullable String pool, ResourcesView resources) {
    return client
        .catalog()
        .editVm(vm, "*", new VmAttributesView(null, pool, null, null, null, null, null, resources));
  }

  private VmAttributesView keep(String vm, long units) {
    return say(vm, null, cpu(units, null));
  }

  private void refused(ErrorCode code, ThrowingCallable call, String... words) {
    GodwitException refused = catchThrowableOfType(GodwitException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.problem().detail()).contains(words);
  }

  private static VmCreate vm(String name, @Nullable String host, ResourcesView resources) {
    VmCreate.Disk disk = new VmCreate.Disk("shared", name + ".qcow2", "QCOW2");
    return new VmCreate(
        name,
        host,
        4,
        null,
        1L << 30,
        null,
        null,
        null,
        List.of(disk),
        List.of(),
        null,
        null,
        null,
        null,
        resources);
  }

  @Test
  void whatIsSaidIsShownAndWhatIsNotIsAsUsual() throws Exception {
    bench.running("web", h1, 4);
    ShareEdit usual = new ShareEdit(0L, null, 4000);
    assertThat(client.vm("web").resources()).isEqualTo(new ResourcesView(usual, usual));
    ShareEdit memory = new ShareEdit(1L << 29, null, 8000);
    ResourcesView said = new ResourcesView(new ShareEdit(150L, 250L, null), memory);
    assertThat(say("web", null, said).resources())
        .isEqualTo(new ResourcesView(new ShareEdit(150L, 250L, 4000), memory));
    assertThat(client.vm("web").resources().memory()).isEqualTo(memory);
  }

  @Test
  void whatCannotBeIsRefused() throws Exception {
    bench.running("web", h1, 2);
    refused(ErrorCode.SPEC_INVALID, () -> say("web", null, cpu(-1L, null)), "reservation is 0 to");
    refused(ErrorCode.SPEC_INVALID, () -> say("web", null, cpu(100L, 50L)), "limit");
    refused(ErrorCode.SPEC_INVALID, () -> keep("web", 201), "2.01 cores cannot be kept for 2 proc");
    long large = DataSize.ofGibibytes(1).bytes() + 1;
    refused(
        ErrorCode.SPEC_INVALID,
        () -> say("web", null, new ResourcesView(null, new ShareEdit(large, null, null))),
        "cannot be kept for a VM of 1 GiB");
    refused(
        ErrorCode.SPEC_INVALID,
        () -> say("web", null, new ResourcesView(null, new ShareEdit(0L, large, null))),
        "no limit but its size");
    assertThat(client.vm("web").resources().cpu()).isEqualTo(new ShareEdit(0L, null, 4000));
  }

  @Test
  void aPoolKeepsNoMoreForItsVmsThanItHas() throws Exception {
    bench.running("web", h1, 2);
    bench.running("db", h1, 2);
    client
        .catalog()
        .pools("default")
        .create(new PoolEdit("gold", null, new ShareEdit(250L, null, null), null, null));
    say("web", "gold", cpu(200L, null));
    refused(
        ErrorCode.SPEC_INVALID,
        () -> say("db", "gold", cpu(51L, null)),
        "0.51 cores cannot be kept in pool gold, which has 2.5 cores",
        "0.5 cores of them left");
    say("db", "gold", cpu(50L, null));
    refused(
        ErrorCode.SPEC_INVALID,
        () ->
            client
                .catalog()
                .pools("default")
                .edit(
                    "gold",
                    "*",
                    new PoolEdit("gold", null, new ShareEdit(240L, null, null), null, null)),
        "what is in it has 2.5 cores reserved, more than its 2.4 cores");
  }

  @Test
  void aHostPromisesNoMoreCoresThanItHas() throws Exception {
    bench.running("web", h1, 4);
    bench.running("db", h1, 4);
    keep("web", 300);
    refused(
        ErrorCode.RESERVATION_UNMET,
        () -> keep("db", 101),
        "VM db has 1.01 cores reserved, and of the 4 of host h1 other VMs have 3 reserved");
    keep("db", 100);
    keep("web", 250);
  }

  @Test
  void aVmThatWouldBeOnNoHostOfItsClusterIsRefused() throws Exception {
    bench.running("web", h1, 8);
    refused(
        ErrorCode.RESERVATION_UNMET,
        () -> keep("web", 401),
        "4.01 cores reserved, and the largest host of cluster default has 4");
  }

  @Test
  void aVmIsStartedAndMovedWhereItsReservationFits() throws Exception {
    bench.running("web", h1, 4);
    keep("web", 300);
    client.createVm(vm("db", "h1", cpu(200L, null)));
    refused(ErrorCode.RESERVATION_UNMET, () -> client.startVm("db"), "VM db has 2 cores");
    client.createVm(vm("mail", "h2", cpu(200L, null)));
    client.startVm("mail");
    assertThat(
            client.checkMigration("mail", MigrateRequest.to("h1")).groups().stream()
                .flatMap(group -> group.checks().stream())
                .filter(check -> check.code() != null))
        .extracting(CheckItemView::id)
        .containsExactly("capacity.reservation");
    refused(
        ErrorCode.RESERVATION_UNMET, () -> client.migrate("mail", MigrateRequest.to("h1")), "h1");
    client.stopVm("web", new VmStop(null));
    client.migrate("mail", MigrateRequest.to("h1"));
  }

  @Test
  void aNewVmIsPlacedWhereItsReservationFitsAndOtherHostsSayWhyNot() throws Exception {
    for (FakeAgent host : List.of(h1, h2)) {
      bench.telemetry.add(host.host(), Samples.host(Samples.NOON, 0), List.of());
    }
    client.createVm(vm("a", null, cpu(300L, null)));
    client.createVm(vm("b", null, cpu(300L, null)));
    assertThat(List.of(client.vm("a").host(), client.vm("b").host()))
        .containsExactlyInAnyOrder("h1", "h2");
    client.startVm("a");
    client.startVm("b");
    refused(
        ErrorCode.PLACEMENT_IMPOSSIBLE,
        () -> client.createVm(vm("c", null, cpu(200L, null))),
        "h1: it has 2.0 cores reserved, 1.0 of 4 are not",
        "h2: it has 2.0 cores reserved");
    client.createVm(vm("c", null, cpu(100L, null)));
  }
}
