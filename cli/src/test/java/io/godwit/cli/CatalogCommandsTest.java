package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.protocol.api.ClusterView;
import io.godwit.protocol.api.DatastoreView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.PoolView;
import io.godwit.protocol.api.PoolView.ShareView;
import io.godwit.protocol.api.RuleView;
import io.godwit.protocol.api.VmAttributesView;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CatalogCommandsTest {
  private static final ShareView USUAL = new ShareView(0, null, 4000);

  private final CommandFixture godwit = new CommandFixture();

  @AfterEach
  void stop() {
    godwit.close();
  }

  @Test
  void listsClustersInATable() {
    godwit.manager.says(
        "GET /api/v1/clusters",
        new ItemList<>(List.of(new ClusterView("c1", "hall 2", List.of("gold"), 3, 40))));
    assertThat(godwit.run("cluster", "list")).isZero();
    assertThat(godwit.out())
        .isEqualTo(
            """
            NAME  HOSTS  VMS  TAGS  DESCRIPTION
            c1    3      40   gold  hall 2
            """);
  }

  @Test
  void anEditKeepsWhatIsNotNamed() {
    godwit.manager.says(
        "GET /api/v1/clusters/default/pools/gold",
        new PoolView(
            "default", "gold", "all", new ShareView(200, 400L, 4000), USUAL, "for shops", 3));
    assertThat(godwit.run("pool", "edit", "gold", "--cores", "2.5", "--memory", "1GiB"))
        .isNotZero();
    assertThat(godwit.manager.requests)
        .contains(
            "PUT /api/v1/clusters/default/pools/gold {\"name\":\"gold\",\"parent\":\"all\","
                + "\"cpu\":{\"reservation\":250,\"limit\":400,\"shares\":4000},"
                + "\"memory\":{\"reservation\":1073741824,\"limit\":null,\"shares\":4000},"
                + "\"description\":\"for shops\"}");
  }

  @Test
  void aTagTakesThePlaceOfAListOfVms() {
    godwit.manager.says(
        "GET /api/v1/clusters/default/rules/r",
        new RuleView(
            "default", "r", "KEEP_APART", "MUST", List.of("a", "b"), null, List.of(), null, ""));
    godwit.run("rule", "edit", "r", "--vm-tag", "shop");
    assertThat(godwit.manager.requests)
        .anyMatch(request -> request.contains("\"vms\":null,\"vmTag\":\"shop\""));
  }

  @Test
  void emptyMeansNone() {
    godwit.manager.says(
        "GET /api/v1/vms/web/attributes",
        new VmAttributesView("prod", "gold", List.of("t"), "mine"));
    godwit.run("vm", "edit", "web", "--folder", "", "--tags", "");
    assertThat(godwit.manager.requests)
        .contains(
            "PUT /api/v1/vms/web/attributes"
                + " {\"folder\":null,\"pool\":\"gold\",\"tags\":[],\"notes\":\"mine\"}");
  }

  @Test
  void aFolderIsOneSegmentWithColons() {
    godwit.run("folder", "delete", "prod/db");
    assertThat(godwit.manager.requests).containsExactly("DELETE /api/v1/folders/prod%3Adb");
  }

  @Test
  void saysWhereADatastoreIsNotAsItShouldBe() {
    godwit.manager.says(
        "GET /api/v1/datastores/nfs",
        new DatastoreView(
            "nfs",
            "SHARED",
            "",
            List.of(),
            List.of(new DatastoreView.OnHost("h1", "SHARED", FakeManager.NOW)),
            FakeManager.NOW,
            List.of("It is to be SHARED, and is missing on h2.")));
    assertThat(godwit.run("datastore", "show", "nfs")).isZero();
    assertThat(godwit.out())
        .contains("h1 (shared)")
        .contains("It is to be SHARED, and is missing on h2.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cluster create c1 --tags a,b | POST /api/v1/clusters",
        "pool create gold --cluster c1 | POST /api/v1/clusters/c1/pools",
        "folder create prod | POST /api/v1/folders",
        "tag create gold | POST /api/v1/tags",
        "tag delete gold --detach | DELETE /api/v1/tags/gold?detach=true",
        "rule create r --kind keep-apart --vms a,b | POST /api/v1/clusters/default/rules",
        "datastore create nfs --kind shared | POST /api/v1/datastores",
        "network create dmz --kind bridged --vlan 7 | POST /api/v1/networks",
        "host edit h1 --cluster c1 | GET /api/v1/hosts/h1/attributes",
      })
  void eachVerbMakesItsCall(String line, String request) {
    godwit.run(line.split(" "));
    assertThat(godwit.manager.requests)
        .as("%s", godwit.err())
        .anyMatch(each -> each.startsWith(request));
  }
}
