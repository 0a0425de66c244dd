package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.protocol.api.HostTelemetryView;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.ReadinessView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.api.VmTelemetryView;
import io.godwit.protocol.api.VmView;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class ContractTest {
  private static final List<Class<?>> BODIES =
      List.of(
          HostView.class,
          VmCreate.class,
          VmCreate.Kernel.class,
          VmCreate.Disk.class,
          VmCreate.Nic.class,
          VmStop.class,
          VmView.class,
          MigrateRequest.class,
          MigrationView.class,
          MigrationView.Progress.class,
          MigrationView.Result.class,
          HostTelemetryView.class,
          HostTelemetryView.HostFigures.class,
          HostTelemetryView.PressureFigures.class,
          HostTelemetryView.InterfaceFigures.class,
          HostTelemetryView.DiskFigures.class,
          HostTelemetryView.DatastoreFigures.class,
          HostTelemetryView.HostPointView.class,
          VmTelemetryView.class,
          VmTelemetryView.VmFigures.class,
          VmTelemetryView.VmPointView.class,
          ReadinessView.class,
          ReadinessView.PartView.class,
          ProblemView.class);

  @Test
  void schemasHaveTheFieldsOfTheBodies() {
    Map<String, List<String>> bodies = new TreeMap<>();
    for (Class<?> body : BODIES) {
      bodies.put(
          body.getSimpleName(),
          Arrays.stream(body.getRecordComponents()).map(RecordComponent::getName).toList());
    }
    assertThat(Contract.schemas()).isEqualTo(bodies);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    JsonNode tree = Contract.tree();
    List<JsonNode> references = tree.findValues("$ref");
    assertThat(references).isNotEmpty();
    for (JsonNode reference : references) {
      String pointer = reference.stringValue().substring(1);
      assertThat(tree.at(pointer).isMissingNode()).as(pointer).isFalse();
    }
  }
}
