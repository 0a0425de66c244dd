package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.protocol.api.ClusterEdit;
import io.godwit.protocol.api.ClusterView;
import io.godwit.protocol.api.DatastoreEdit;
import io.godwit.protocol.api.DatastoreView;
import io.godwit.protocol.api.EventView;
import io.godwit.protocol.api.FolderEdit;
import io.godwit.protocol.api.FolderView;
import io.godwit.protocol.api.GrantCreate;
import io.godwit.protocol.api.GrantView;
import io.godwit.protocol.api.HostAdd;
import io.godwit.protocol.api.HostAttributesView;
import io.godwit.protocol.api.HostTelemetryView;
import io.godwit.protocol.api.HostToken;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.LoginRequest;
import io.godwit.protocol.api.LoginView;
import io.godwit.protocol.api.ManagerAdmit;
import io.godwit.protocol.api.ManagerPlace;
import io.godwit.protocol.api.ManagerView;
import io.godwit.protocol.api.MeView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.NetworkEdit;
import io.godwit.protocol.api.NetworkView;
import io.godwit.protocol.api.OidcAccountView;
import io.godwit.protocol.api.PasswordChange;
import io.godwit.protocol.api.PasswordReset;
import io.godwit.protocol.api.PoolEdit;
import io.godwit.protocol.api.PoolView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.ReadinessView;
import io.godwit.protocol.api.RoleView;
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
          VmStop.class,
          VmView.class,
          MigrateRequest.class,
          MigrationView.class,
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
