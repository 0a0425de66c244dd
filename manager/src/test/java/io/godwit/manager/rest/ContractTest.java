package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.protocol.api.BalancingView;
import io.godwit.protocol.api.BandwidthRequest;
import io.godwit.protocol.api.ClusterEdit;
import io.godwit.protocol.api.ClusterView;
import io.godwit.protocol.api.CpuBaselineView;
import io.godwit.protocol.api.DatastoreEdit;
import io.godwit.protocol.api.DatastoreView;
import io.godwit.protocol.api.DecisionView;
import io.godwit.protocol.api.EventView;
import io.godwit.protocol.api.ExplanationView;
import io.godwit.protocol.api.FolderEdit;
import io.godwit.protocol.api.FolderView;
import io.godwit.protocol.api.ForecastView;
import io.godwit.protocol.api.GrantCreate;
import io.godwit.protocol.api.GrantView;
import io.godwit.protocol.api.HostAdd;
import io.godwit.protocol.api.HostAttributesView;
import io.godwit.protocol.api.HostPowerView;
import io.godwit.protocol.api.HostPowerWish;
import io.godwit.protocol.api.HostTelemetryView;
import io.godwit.protocol.api.HostToken;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.LimitsView;
import io.godwit.protocol.api.LoginRequest;
import io.godwit.protocol.api.LoginView;
import io.godwit.protocol.api.MaintenanceEnd;
import io.godwit.protocol.api.MaintenanceRequest;
import io.godwit.protocol.api.MaintenanceView;
import io.godwit.protocol.api.ManagerAdmit;
import io.godwit.protocol.api.ManagerPlace;
import io.godwit.protocol.api.ManagerView;
import io.godwit.protocol.api.MeView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationCheckView;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.NetworkEdit;
import io.godwit.protocol.api.NetworkView;
import io.godwit.protocol.api.OidcAccountView;
import io.godwit.protocol.api.PasswordChange;
import io.godwit.protocol.api.PasswordReset;
import io.godwit.protocol.api.PlaceRequest;
import io.godwit.protocol.api.PlacementView;
import io.godwit.protocol.api.PlanApplied;
import io.godwit.protocol.api.PlanApply;
import io.godwit.protocol.api.PlanSummary;
import io.godwit.protocol.api.PlanView;
import io.godwit.protocol.api.PoolEdit;
import io.godwit.protocol.api.PoolView;
import io.godwit.protocol.api.PowerPlanView;
import io.godwit.protocol.api.PowerSavingView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.ReadinessView;
import io.godwit.protocol.api.ReplayView;
import io.godwit.protocol.api.ResourcesView;
import io.godwit.protocol.api.RoleView;
import io.godwit.protocol.api.RollingRequest;
import io.godwit.protocol.api.RollingView;
import io.godwit.protocol.api.RuleEdit;
import io.godwit.protocol.api.RuleView;
import io.godwit.protocol.api.TagEdit;
import io.godwit.protocol.api.TagView;
import io.godwit.protocol.api.TaskView;
import io.godwit.protocol.api.TokenCreate;
import io.godwit.protocol.api.TokenCreated;
import io.godwit.protocol.api.TokenView;
import io.godwit.protocol.api.UserCreate;
import io.godwit.protocol.api.UserEdit;
import io.godwit.protocol.api.UserView;
import io.godwit.protocol.api.VmAttributesView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmDiskMove;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.api.VmTelemetryView;
import io.godwit.protocol.api.VmView;
import io.godwit.protocol.api.WhatIf;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class ContractTest {
  private static final List<Class<?>> BODIES =
      List.of(
          HostAdd.class,
          ManagerAdmit.class,
          ManagerPlace.class,
          ManagerPlace.Peer.class,
          ManagerView.class,
          HostToken.class,
          HostView.class,
          HostView.Observed.class,
          VmCreate.class,
          VmCreate.Kernel.class,
          VmCreate.Disk.class,
          VmCreate.Nic.class,
          VmDiskMove.class,
          VmStop.class,
          VmView.class,
          MigrateRequest.class,
          BandwidthRequest.class,
          ForecastView.class,
          DecisionView.class,
          MigrationCheckView.class,
          MigrationCheckView.CheckGroupView.class,
          MigrationCheckView.CheckItemView.class,
          MigrationView.class,
          MigrationView.Queue.class,
          MigrationView.Progress.class,
          MigrationView.Result.class,
          TaskView.class,
          EventView.class,
          LoginRequest.class,
          LoginView.class,
          MeView.class,
          PasswordChange.class,
          PasswordReset.class,
          OidcAccountView.class,
          UserCreate.class,
          UserEdit.class,
          UserView.class,
          TokenCreate.class,
          TokenView.class,
          TokenCreated.class,
          GrantCreate.class,
          GrantView.class,
          RoleView.class,
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
          ClusterEdit.class,
          ClusterView.class,
          BalancingView.class,
          PowerSavingView.class,
          PowerPlanView.class,
          RollingRequest.class,
          RollingView.class,
          RollingView.BatchView.class,
          RollingView.BlockedView.class,
          PowerPlanView.PowerHostView.class,
          HostPowerView.class,
          HostPowerWish.class,
          PlanView.class,
          PlanView.MoveView.class,
          PlanView.ScoreView.class,
          PlanView.ConsequencesView.class,
          PlanView.AlternativeView.class,
          PlanSummary.class,
          ReplayView.class,
          PlanApply.class,
          PlanApplied.class,
          WhatIf.class,
          PlaceRequest.class,
          PlacementView.class,
          PlacementView.PlacedView.class,
          PlacementView.RankedHostView.class,
          PlacementView.ScorePartView.class,
          PlacementView.RefusedHostView.class,
          ExplanationView.class,
          MaintenanceRequest.class,
          MaintenanceEnd.class,
          MaintenanceView.class,
          MaintenanceView.Leaving.class,
          MaintenanceView.Staying.class,
          MaintenanceView.After.class,
          CpuBaselineView.class,
          CpuBaselineView.OfAccelerator.class,
          CpuBaselineView.OfMember.class,
          LimitsView.class,
          PoolEdit.class,
          PoolEdit.ShareEdit.class,
          PoolView.class,
          PoolView.ShareView.class,
          RuleEdit.class,
          RuleView.class,
          FolderEdit.class,
          FolderView.class,
          TagEdit.class,
          TagView.class,
          DatastoreEdit.class,
          DatastoreView.class,
          DatastoreView.OnHost.class,
          NetworkEdit.class,
          NetworkView.class,
          HostAttributesView.class,
          VmAttributesView.class,
          ResourcesView.class,
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

  /** The rule of docs/guide/api.md: within v1 things are added, and nothing else happens. */
  @Test
  void nothingThatCallersRelyOnHasGoneSinceTheLastRelease() throws IOException {
    Set<String> now = ContractLines.of(Contract.tree());
    List<String> released = released();
    assertThat(released).hasSizeGreaterThan(300);
    assertThat(released.stream().filter(line -> !line.startsWith("required ")))
        .as("what was released and is no longer in openapi.yaml; see docs/guide/api.md")
        .allMatch(now::contains, "is still there");
  }

  /** An answer may have more than before; a request must not need more. */
  @Test
  void noRequestNeedsMoreThanItDidAtTheLastRelease() throws IOException {
    List<String> released = released();
    Set<String> known =
        released.stream()
            .filter(line -> line.startsWith("operation ") || line.startsWith("field "))
            .map(line -> line.split("[ .:]", 3)[1])
            .collect(Collectors.toSet());
    Set<String> requests =
        released.stream()
            .filter(line -> line.startsWith("body "))
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .collect(Collectors.toSet());
    assertThat(requests).contains("VmCreate", "MigrateRequest");
    assertThat(ContractLines.of(Contract.tree()))
        .filteredOn(line -> line.startsWith("required "))
        .filteredOn(line -> {
          String of = line.split("[ :]", 3)[1];
          return known.contains(of) && (requests.contains(of) || line.contains(": parameter "));
        })
        .as("what requests need now and did not at the last release; see docs/guide/api.md")
        .allMatch(released::contains, "was needed already");
  }

  private static List<String> released() throws IOException {
    try (InputStream in = ContractTest.class.getResourceAsStream("contract-v1.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  /** What public linters look at, without node: ./dev lint-api asks them, too. */
  @Test
  void everyOperationIsComplete() {
    JsonNode tree = Contract.tree();
    Set<String> names = new HashSet<>();
    tree.path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method -> {
                  if (!method.getKey().equals("parameters")) {
                    complete(tree, path.getKey(), path.getValue(), method.getValue());
                    assertThat(names.add(method.getValue().path("operationId").stringValue()))
                        .as(path.getKey())
                        .isTrue();
                  }
                }));
  }

  private static void complete(JsonNode tree, String path, JsonNode item, JsonNode operation) {
    List<String> tags =
        tree.path("tags").valueStream().map(tag -> tag.path("name").stringValue()).toList();
    assertThat(operation.path("tags").valueStream().map(JsonNode::stringValue))
        .as(path)
        .isNotEmpty()
        .allMatch(tags::contains);
    assertThat(operation.path("summary").asString("")).as(path).isNotBlank();
    assertThat(operation.path("responses").has("4XX")).as(path).isTrue();
    assertThat(operation.path("responses").has("default")).as(path).isTrue();
    Set<String> inPath = new TreeSet<>();
    for (JsonNode parameters : List.of(item.path("parameters"), operation.path("parameters"))) {
      for (JsonNode each : parameters) {
        JsonNode parameter =
            each.has("$ref") ? tree.at(each.path("$ref").stringValue().substring(1)) : each;
        String name = parameter.path("name").asString("");
        assertThat(name).as("%s %s", path, each).isNotBlank();
        assertThat(parameter.has("schema")).as("%s %s", path, name).isTrue();
        if (parameter.path("in").stringValue().equals("path")) {
          assertThat(parameter.path("required").asBoolean(false)).as("%s %s", path, name).isTrue();
          inPath.add("{" + name + "}");
        }
      }
    }
    assertThat(Arrays.stream(path.split("/", -1)).filter(part -> part.startsWith("{")))
        .as(path)
        .containsExactlyInAnyOrderElementsOf(inPath);
  }
}
