package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.health.Health;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.manager.telemetry.Samples;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.protocol.agent.ToManager;
import io.godwit.protocol.api.HostTelemetryView;
import io.godwit.protocol.api.VmTelemetryView;
import io.godwit.protocol.client.ApiClient;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TelemetryRoutesTest {
  private Bench bench;
  private RestServer server;
  private ApiClient client;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    server =
        new RestServer(
            RestAddress.plain("127.0.0.1", 0),
            TestSites.open(bench),
            new Observability(
                bench.telemetry, new Health(List.of()), out -> {}, (m, r, s, n) -> {}));
    client = new ApiClient(URI.create("http://127.0.0.1:" + server.port()));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    bench.close();
  }

  @Test
  void whatAnAgentMeasuresIsShown() throws Exception {
    FakeAgent h1 = bench.host("h1").connect();
    VmEntry web = bench.running("web", h1);
    assertThat(client.hostTelemetry("h1").newest()).isNull();
    assertThat(client.vmTelemetry("web").newest()).isNull();
    h1.send(
        new ToManager.Telemetry(
            Samples.host(Samples.NOON, 1.5), List.of(Samples.vm(web.id(), 0.5))));
    await().until(() -> client.vmTelemetry("web").newest() != null);
    HostTelemetryView host = client.hostTelemetry("h1");
    assertThat(host.newest().userCores()).isEqualTo(1.5);
    assertThat(host.newest().ioPressure()).isNull();
    assertThat(host.newest().memoryPressure().fullOneMinutePercent()).isEqualTo(3);
    assertThat(host.newest().datastores().getFirst().name()).isEqualTo("shared");
    assertThat(host.points().getFirst().ioPressurePercent()).isNull();
    assertThat(host.points().getFirst().memoryUsedBytes()).isEqualTo(3L << 30);
    VmTelemetryView vm = client.vmTelemetry("web");
    assertThat(vm.host()).isEqualTo("h1");
    assertThat(vm.newest().vcpuReadyPercent()).isEqualTo(25);
    assertThat(vm.points()).hasSize(1);
  }

  @Test
  void ofAHostThatIsRemovedNothingIsKept() throws Exception {
    FakeAgent h1 = bench.host("h1").connect();
    h1.send(new ToManager.Telemetry(Samples.host(Samples.NOON, 1.5), List.of()));
    HostId id = new HostId("h1");
    await().until(() -> bench.telemetry.host(id).isPresent());
    client.removeHost("h1");
    assertThat(bench.telemetry.host(id)).isEmpty();
    assertThat(bench.telemetry.newest()).isEmpty();
  }

  @Test
  void whatIsNotThereIsRefused() {
    assertThatThrownBy(() -> client.hostTelemetry("h9"))
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNKNOWN));
    assertThatThrownBy(() -> client.vmTelemetry("none"))
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VM_UNKNOWN));
  }
}
