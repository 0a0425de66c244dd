package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.protocol.api.BalancingView;
import io.godwit.protocol.api.ClusterView;
import io.godwit.protocol.api.DatastoreView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.LimitsView;
import io.godwit.protocol.api.PoolEdit.ShareEdit;
import io.godwit.protocol.api.PoolView;
import io.godwit.protocol.api.PoolView.ShareView;
import io.godwit.protocol.api.PowerSavingView;
import io.godwit.protocol.api.ResourcesView;
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
        new ItemList<>(
            List.of(
                new ClusterView(
                    "c1",
                    "hall 2",
                    List.of("gold"),
                    3,
                    40,
                    null,
                    new BalancingView("MANUAL", 3),
                    new PowerSavingView("OFF", 45, 81, 1, 1),
                    8,
                    1))));
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
    godwit.run("pool", "edit", "gold", "--core-limit", "0", "--cpu-shares", "high");
    assertThat(godwit.manager.requests)
        .anyMatch(request ->
            request.contains("\"cpu\":{\"reservation\":200,\"limit\":null,\"shares\":8000}"));
  }

  @Test
  void aTagTakesThePlaceOfAListOfVms() {
    godwit.manager.says(
        "GET /api/v1/clusters/default/rules/r",
        new RuleView(
            "default",
            "r",
            "KEEP_APART",
            "MUST",
            List.of("a", "b"),
            null,
            List.of(),
            null,
            null,
            ""));
    godwit.run("rule", "edit", "r", "--vm-tag", "shop");
    assertThat(godwit.manager.requests)
        .anyMatch(request -> request.contains("\"vms\":null,\"vmTag\":\"shop\""));
  }

  @Test
  void whatAVmHasOfItsHostIsChangedPartByPart() {
    ResourcesView is =
        new ResourcesView(new ShareEdit(50L, 200L, 4000), new ShareEdit(1L << 30, null, 8000));
    godwit.manager.says(
        "GET /api/v1/vms/web/attributes",
        new VmAttributesView(null, null, List.of(), "", null, null, null, is));
    godwit.run("vm", "edit", "web", "--reserve-cores", "1.5", "--cpu-shares", "low");
    godwit.run("vm", "edit", "web", "--core-limit", "0", "--reserve-memory", "0");
    String others =
        "PUT /api/v1/vms/web/attributes"
            + " {\"folder\":null,\"pool\":null,\"tags\":[],\"notes\":\"\",\"resources\":";
    assertThat(godwit.manager.requests)
        .contains(
            others
                + "{\"cpu\":{\"reservation\":150,\"limit\":200,\"shares\":2000},"
                + "\"memory\":{\"reservation\":1073741824,\"limit\":null,\"shares\":8000}}}",
            others
                + "{\"cpu\":{\"reservation\":50,\"limit\":null,\"shares\":4000},"
                + "\"memory\":{\"reservation\":0,\"limit\":null,\"shares\":8000}}}");
    assertThat(ResourceEdit.shown(is))
        .isEqualTo("0.5 cores kept, at most 2 cores, 1 GiB of memory kept, memory shares high");
    assertThat(godwit.run("vm", "edit", "web", "--cpu-shares", "many")).isEqualTo(2);
  }

  @Test
  void emptyMeansNone() {
    godwit.manager.says(
        "GET /api/v1/vms/web/attributes",
        new VmAttributesView("prod", "gold", List.of("t"), "mine", null, null, null));
    godwit.run("vm", "edit", "web", "--folder", "", "--tags", "");
    assertThat(godwit.manager.requests)
        .contains(
            "PUT /api/v1/vms/web/attributes"
                + " {\"folder\":null,\"pool\":\"gold\",\"tags\":[],\"notes\":\"mine\"}");
  }

  @Test
  void limitsThatAreNotGivenStayAndMayBeForgotten() {
    godwit.manager.says(
        "GET /api/v1/vms/web/attributes",
        new VmAttributesView(
            null,
            null,
            List.of(),
            "",
            new LimitsView(200L, null, null, null, true, "required"),
            null,
            null));
    godwit.run("vm", "edit", "web", "--deadline", "10min");
    godwit.run("vm", "edit", "web", "--forget-limits", "--no-allow-postcopy");
    godwit.run("vm", "edit", "web", "--forget-limits");
    String others =
        "PUT /api/v1/vms/web/attributes"
            + " {\"folder\":null,\"pool\":null,\"tags\":[],\"notes\":\"\"";
    assertThat(godwit.manager.requests)
        .contains(
            others
                + ",\"migration\":{\"downtimeLimitMs\":200,\"deadlineMs\":600000,"
                + "\"allowPostcopy\":true,\"encryption\":\"required\"}}",
            others + ",\"migration\":{\"allowPostcopy\":false}}",
            others + "}");
  }

  @Test
  void saysWhatLimitsAClusterHas() {
    godwit.manager.says(
        "GET /api/v1/clusters/c1",
        new ClusterView(
            "c1",
            "",
            List.of(),
            3,
            40,
            new LimitsView(200L, null, 600_000L, 20, false, "off"),
            new BalancingView("MANUAL", 3),
            new PowerSavingView("OFF", 45, 81, 1, 1),
            8,
            1.5));
    assertThat(godwit.run("cluster", "show", "c1")).isZero();
    assertThat(godwit.out())
        .contains(
            "pause 200 ms, within 10 min 0 s, held back by at most 20 %, no post-copy, encryption"
                + " off",
            "8.0 virtual processors for each, 1.5 times the memory");
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

  @Test
  void whatIsNotSaidOfPowerStays() {
    godwit.manager.says(
        "GET /api/v1/clusters/c1",
        new ClusterView(
            "c1",
            "",
            List.of(),
            3,
            40,
            null,
            new BalancingView("MANUAL", 3),
            new PowerSavingView("OFF", 30, 70, 2, 0),
            8,
            1));
    godwit.run("cluster", "edit", "c1", "--power", "automatic", "--power-spare-hosts", "1");
    assertThat(godwit.manager.requests)
        .anyMatch(request ->
            request.contains(
                "\"power\":{\"mode\":\"AUTOMATIC\",\"low\":30,\"high\":70,\"keptOn\":2,\"spareHosts\":1}"));
    assertThat(godwit.run("cluster", "show", "c1")).isZero();
    assertThat(godwit.out()).contains("off, use between 30 and 70 %, at least 2 on, 0 in reserve");
  }
}
