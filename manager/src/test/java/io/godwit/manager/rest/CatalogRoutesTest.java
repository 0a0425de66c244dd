package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.chronicle.Chronicle;
import io.godwit.manager.history.EventFilter;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.protocol.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class CatalogRoutesTest {
  private Bench bench;
  private Sites sites;
  private RestServer server;
  private URI base;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    FakeAgent h1 = bench.host("h1").connect();
    bench.host("h2").connect();
    bench.running("web", h1);
    bench.running("db", h1);
    sites = TestSites.open(bench);
    server = new RestServer(RestAddress.plain("127.0.0.1", 0), sites);
    base = URI.create("http://127.0.0.1:" + server.port() + "/api/v1");
  }

  @AfterEach
  void stop() {
    http.close();
    bench.close();
    server.close();
  }

  /** What came back. */
  private record Reply(int status, String etag, JsonNode body) {
    String code() {
      return body.path("code").asString("");
    }

    String detail() {
      return body.path("detail").asString("");
    }
  }

  private Reply send(String method, String path, String body, Map<String, String> headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Reply(
        response.statusCode(),
        response.headers().firstValue("ETag").orElse(""),
        response.body().isEmpty()
            ? Json.LENIENT.createObjectNode()
            : Json.LENIENT.readTree(response.body()));
  }

  private Reply get(String path) throws Exception {
    return send("GET", path, "", Map.of());
  }

  private Reply post(String path, String body) throws Exception {
    return send("POST", path, body, Map.of());
  }

  private Reply put(String path, String body, String etag) throws Exception {
    return send("PUT", path, body, Map.of("If-Match", etag));
  }

  private Reply delete(String path) throws Exception {
    return send("DELETE", path, "", Map.of("If-Match", "*"));
  }

  private List<String> names(String path) throws Exception {
    return get(path)
        .body()
        .path("items")
        .valueStream()
        .map(i -> i.path("name").asString())
        .toList();
  }

  private void made(String path, String body) throws Exception {
    Reply reply = post(path, body);
    assertThat(reply.status()).as("%s: %s", path, reply.body()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/clusters | c1 | {'name':'c1'} | {'description':'hall 2'}",
        "/clusters/default/pools | gold | {'name':'gold'} | {'cpu':{'reservation':400}}",
        "/clusters/default/rules | r | {'name':'r','kind':'KEEP_APART','vms':['web','db']}"
            + " | {'kind':'KEEP_TOGETHER','vms':['web','db']}",
        "/clusters/default/rules | s | {'name':'s','kind':'SPREAD','vms':['web','db'],'most':2}"
            + " | {'kind':'SPREAD','vms':['web','db'],'most':3}",
        "/clusters/default/rules | m | {'name':'m','kind':'MOST_VMS','most':9}"
            + " | {'kind':'MOST_VMS','most':0,'hosts':['h2']}",
        "/folders | prod | {'path':'prod'} | {'description':'what pays for it'}",
        "/tags | t | {'name':'t'} | {'description':'blue'}",
        "/datastores | nfs | {'name':'nfs','kind':'SHARED'} | {'kind':'LOCAL'}",
        "/networks | dmz | {'name':'dmz','kind':'BRIDGED','vlan':7} | {'kind':'OVERLAY','vni':9}",
      })
  void everyKindIsMadeEditedAndDeleted(String list, String name, String make, String edit)
      throws Exception {
    Reply made = post(list, make.replace('\'', '"'));
    assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
    assertThat(post(list, make.replace('\'', '"')).code()).isEqualTo("OBJECT_EXISTS");
    String one = list + "/" + name;
    assertThat(get(one).body()).isEqualTo(made.body());
    assertThat(get(one).etag()).isEqualTo(made.etag()).isNotEmpty();

    Reply edited = put(one, edit.replace('\'', '"'), made.etag());
    assertThat(edited.status()).as("%s", edited.body()).isEqualTo(200);
    assertThat(edited.etag()).isNotEqualTo(made.etag());
    assertThat(get(one).body()).isEqualTo(edited.body()).isNotEqualTo(made.body());

    assertThat(put(one, edit.replace('\'', '"'), made.etag()).code()).isEqualTo("EDIT_STALE");
    assertThat(send("DELETE", one, "", Map.of("If-Match", made.etag())).status()).isEqualTo(412);
    assertThat(send("DELETE", one, "", Map.of("If-Match", edited.etag())).status()).isEqualTo(204);
    assertThat(get(one).code()).isEqualTo("OBJECT_UNKNOWN");
    assertThat(put(one, edit.replace('\'', '"'), "*").code()).isEqualTo("OBJECT_UNKNOWN");
  }

  @Test
  void anEditSaysWhatItsAuthorHasRead() throws Exception {
    made("/tags", "{\"name\":\"gold\",\"description\":\"old\"}");
    Reply read = get("/tags/gold");
    Reply unread = send("PUT", "/tags/gold", "{}", Map.of());
    assertThat(unread.status()).isEqualTo(428);
    assertThat(unread.code()).isEqualTo("PRECONDITION_REQUIRED");
    assertThat(send("DELETE", "/tags/gold", "", Map.of()).status()).isEqualTo(428);
    assertThat(put("/tags/gold", "{}", "gold").code()).isEqualTo("REQUEST_MALFORMED");
    assertThat(put("/tags/gold", "{}", "W/" + read.etag()).code())
        .as("a weak tag proves nothing")
        .isEqualTo("EDIT_STALE");

    Reply other = put("/tags/gold", "{\"description\":\"theirs\"}", read.etag());
    assertThat(other.status()).isEqualTo(200);
    Reply stale = put("/tags/gold", "{\"description\":\"mine\"}", read.etag());
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.detail()).contains("description is \"theirs\" now, and was to be \"mine\"");
    assertThat(get("/tags/gold").etag()).isEqualTo(other.etag());
    assertThat(put("/tags/gold", "{\"description\":\"mine\"}", "\"x\", " + other.etag()).status())
        .as("one of several")
        .isEqualTo(200);
    assertThat(put("/tags/gold", "{\"description\":\"old\"}", "*").etag())
        .as("an edit that was undone is none")
        .isEqualTo(read.etag());
  }

  @Test
  void theSameCallUnderAKeyMakesOneObject() throws Exception {
    Map<String, String> key = Map.of("Idempotency-Key", "k1");
    String body = "{\"name\":\"gold\"}";
    Reply first = send("POST", "/tags", body, key);
    Reply again = send("POST", "/tags", body, key);
    assertThat(again).isEqualTo(first);
    assertThat(again.status()).isEqualTo(201);
    assertThat(send("POST", "/tags", "{\"name\":\"x\"}", key).code())
        .isEqualTo("IDEMPOTENCY_KEY_REUSED");
    assertThat(names("/tags")).containsExactly("gold");
  }

  @Test
  void everyEditIsInTheTrailWithBeforeAndAfter() throws Exception {
    made("/tags", "{\"name\":\"gold\"}");
    put("/tags/gold", "{\"description\":\"blue\"}", "*");
    put("/tags/gold", "{\"description\":\"blue\"}", "*");
    delete("/tags/gold");
    Chronicle chronicle = sites.here().orElseThrow().chronicle();
    EventFilter ofTags = new EventFilter(null, null, "tag", null, null, null, null, null, null);
    var events = chronicle.events(ofTags, null, 100).items();
    assertThat(events)
        .extracting(event -> event.action() + " " + event.subject())
        .containsExactlyInAnyOrder("tag.create gold", "tag.edit gold", "tag.delete gold");
    assertThat(events)
        .filteredOn(event -> event.action().equals("tag.edit"))
        .allSatisfy(event -> {
          assertThat(String.valueOf(event.before())).doesNotContain("blue");
          assertThat(String.valueOf(event.after())).contains("blue");
          assertThat(event.actor()).isEqualTo("tester");
        });
  }

  @Test
  void aVmIsFiledInFoldersAndPoolsAndTagged() throws Exception {
    made("/folders", "{\"path\":\"prod\"}");
    made("/folders", "{\"path\":\"prod/db\"}");
    made("/clusters/default/pools", "{\"name\":\"gold\"}");
    made("/tags", "{\"name\":\"t\"}");
    Reply before = get("/vms/web/attributes");
    String said = "{\"folder\":\"prod/db\",\"pool\":\"gold\",\"tags\":[\"t\"],\"notes\":\"a\\nb\"}";
    assertThat(put("/vms/web/attributes", said, before.etag()).status()).isEqualTo(200);
    assertThat(get("/vms/web/attributes").body()).isEqualTo(Json.LENIENT.readTree(said));
    assertThat(get("/folders/prod:db").body().path("vms").asInt()).isEqualTo(1);
    assertThat(get("/clusters/default/pools/gold").body().path("vms").asInt()).isEqualTo(1);
    assertThat(get("/tags/t").body().path("vms").asInt()).isEqualTo(1);

    for (String used :
        List.of("/folders/prod", "/folders/prod:db", "/clusters/default/pools/gold")) {
      assertThat(delete(used).code()).as(used).isEqualTo("OBJECT_IN_USE");
    }
    Reply inUse = delete("/tags/t");
    assertThat(inUse.code()).isEqualTo("OBJECT_IN_USE");
    assertThat(inUse.detail()).contains("VM web");
    assertThat(send("DELETE", "/tags/t?detach=true", "", Map.of("If-Match", "*")).status())
        .isEqualTo(204);
    assertThat(get("/vms/web/attributes").body().path("tags").size()).isZero();
    assertThat(put("/vms/web/attributes", "{\"pool\":\"no\"}", "*").detail())
        .contains("there is no pool default/no");
    assertThat(put("/vms/web/attributes", "{}", "*").status()).isEqualTo(200);
    assertThat(delete("/folders/prod:db").status()).isEqualTo(204);
  }

  @Test
  void aVmIsMadeWhereItIsFiled() throws Exception {
    made("/folders", "{\"path\":\"prod\"}");
    made("/clusters/default/pools", "{\"name\":\"gold\"}");
    String vm =
        "{\"name\":\"new\",\"host\":\"h1\",\"memoryBytes\":67108864,\"disks\":"
            + "[{\"datastore\":\"shared\",\"path\":\"new.qcow2\",\"format\":\"QCOW2\"}],";
    Reply nowhere = post("/vms", vm + "\"folder\":\"no\"}");
    assertThat(nowhere.code()).isEqualTo("SPEC_INVALID");
    assertThat(nowhere.detail()).contains("there is no folder no");
    Reply reply = post("/vms", vm + "\"folder\":\"prod\",\"pool\":\"gold\"}");
    assertThat(reply.status()).as("%s", reply.body()).isEqualTo(201);
    assertThat(reply.body().path("folder").asString()).isEqualTo("prod");
    assertThat(reply.body().path("pool").asString()).isEqualTo("gold");
    assertThat(reply.body().path("cluster").asString()).isEqualTo("default");
    assertThat(delete("/folders/prod").detail()).contains("VM new");
    assertThat(send("DELETE", "/vms/new", "", Map.of()).status()).isEqualTo(204);
    assertThat(delete("/folders/prod").status()).isEqualTo(204);
  }

  @Test
  void aHostChangesItsClusterOnlyWhileNoVmIsAtHomeThere() throws Exception {
    made("/clusters", "{\"name\":\"c1\"}");
    Reply full = put("/hosts/h1/attributes", "{\"cluster\":\"c1\"}", "*");
    assertThat(full.code()).isEqualTo("HOST_NOT_EMPTY");
    assertThat(full.detail()).contains("db").contains("web");
    assertThat(
            put("/hosts/h2/attributes", "{\"cluster\":\"c1\",\"notes\":\"rack 4\"}", "*").status())
        .isEqualTo(200);
    assertThat(get("/clusters/c1").body().path("hosts").asInt()).isEqualTo(1);
    assertThat(delete("/clusters/c1").detail()).contains("host h2");
    assertThat(delete("/clusters/default").code()).isEqualTo("OBJECT_IN_USE");
    assertThat(put("/hosts/h9/attributes", "{}", "*").code()).isEqualTo("HOST_UNKNOWN");
  }

  @Test
  void listsAreFilteredByWhereThingsLie() throws Exception {
    made("/folders", "{\"path\":\"prod\"}");
    made("/folders", "{\"path\":\"prod/db\"}");
    made("/tags", "{\"name\":\"t\"}");
    made("/clusters", "{\"name\":\"c1\"}");
    put("/vms/db/attributes", "{\"folder\":\"prod/db\",\"tags\":[\"t\"]}", "*");
    put("/hosts/h2/attributes", "{\"cluster\":\"c1\"}", "*");
    assertThat(names("/vms?folder=prod")).containsExactly("db");
    assertThat(names("/vms?folder=pro")).isEmpty();
    assertThat(names("/vms?tag=t&cluster=default")).containsExactly("db");
    assertThat(names("/vms?cluster=c1")).isEmpty();
    assertThat(get("/hosts?cluster=c1").body().at("/items/0/id").asString()).isEqualTo("h2");
  }

  @Test
  void aHostThatIsEnrolledIsListedBeforeItHasSpoken() throws Exception {
    bench.host("h0"); // enrolled, and never connected
    JsonNode host = get("/hosts").body().at("/items/0");
    assertThat(host.path("id").asString()).isEqualTo("h0");
    assertThat(host.path("connection").asString()).isEqualTo("DISCONNECTED");
    assertThat(host.path("observed").isNull() || host.path("observed").isMissingNode()).isTrue();
    assertThat(host.path("confirmedAt").isNull() || host.path("confirmedAt").isMissingNode())
        .isTrue();
    assertThat(get("/hosts/h0").body()).isEqualTo(host);
    assertThat(get("/hosts").body().path("items").size()).isEqualTo(3);
    assertThat(put("/hosts/h0/attributes", "{\"notes\":\"on its way\"}", "*").status())
        .isEqualTo(200);
  }

  @Test
  void whatHostsHaveIsListedBesideWhatShouldBe() throws Exception {
    assertThat(names("/datastores")).containsExactly("local", "shared");
    Reply observed = get("/datastores/shared");
    assertThat(observed.etag()).as("there is nothing to edit").isEmpty();
    assertThat(
            observed.body().path("kind").isNull() || observed.body().path("kind").isMissingNode())
        .isTrue();
    assertThat(observed.body().path("hosts").size()).isEqualTo(2);
    assertThat(observed.body().path("confirmedAt").asString("")).isNotEmpty();

    made("/datastores", "{\"name\":\"shared\",\"kind\":\"LOCAL\"}");
    made("/datastores", "{\"name\":\"tape\",\"kind\":\"SHARED\"}");
    assertThat(names("/datastores")).containsExactly("local", "shared", "tape");
    assertThat(get("/datastores/shared").body().path("findings").toString())
        .contains("It is to be LOCAL, and is not on h1, h2.");
    assertThat(get("/datastores/tape").body().path("findings").toString())
        .contains("No connected host has it.");
    assertThat(delete("/datastores/shared").status()).isEqualTo(204);
    assertThat(names("/datastores")).containsExactly("local", "shared", "tape");
  }

  @Test
  void aRuleForgetsAVmThatIsDeleted() throws Exception {
    made(
        "/clusters/default/rules",
        "{\"name\":\"r\",\"kind\":\"KEEP_APART\",\"vms\":[\"web\",\"db\"]}");
    post("/vms/web/kill", "");
    assertThat(send("DELETE", "/vms/web", "", Map.of()).status()).isEqualTo(204);
    Reply rule = get("/clusters/default/rules/r");
    assertThat(rule.body().path("vms").toString()).isEqualTo("[\"db\"]");
  }

  @Test
  void aRuleThatContradictsAnotherIsRefusedWithThoseThatItContradicts() throws Exception {
    String rules = "/clusters/default/rules";
    made(rules, "{'name':'together','kind':'KEEP_TOGETHER','vms':['web','db']}".replace('\'', '"'));
    made(rules, "{'name':'here','kind':'RUN_ON','vms':['web'],'hosts':['h1']}".replace('\'', '"'));
    made(rules, "{'name':'few','kind':'MOST_VMS','most':2}".replace('\'', '"'));
    String there = "{'name':'there','kind':'RUN_ON','vms':['db'],'hosts':['h2']%s}";
    Reply refused = post(rules, there.formatted("").replace('\'', '"'));
    assertThat(refused.code()).isEqualTo("RULE_CONTRADICTS");
    assertThat(refused.detail()).contains("there", "together", "here").doesNotContain("few");
    assertThat(names(rules)).containsExactly("few", "here", "together");
    // What only should be is kept where it can be.
    made(rules, there.formatted(",'strength':'SHOULD'").replace('\'', '"'));
    assertThat(put(rules + "/there", there.formatted("").replace('\'', '"'), "*").code())
        .as("an edit is looked at, too")
        .isEqualTo("RULE_CONTRADICTS");
    Reply alone = post(rules, "{'name':'none','kind':'MOST_VMS','most':0}".replace('\'', '"'));
    assertThat(alone.code()).isEqualTo("RULE_CONTRADICTS");
  }

  @Test
  void aSpreadCountsFaultDomains() throws Exception {
    String rules = "/clusters/default/rules";
    String spread = "{'name':'s','kind':'SPREAD','vms':['web','db']}".replace('\'', '"');
    assertThat(post(rules, spread).code()).as("nobody has said one").isEqualTo("RULE_CONTRADICTS");
    assertThat(put("/hosts/h1/attributes", "{\"faultDomain\":\"rack 1\"}", "*").status())
        .isEqualTo(200);
    assertThat(put("/hosts/h2/attributes", "{\"faultDomain\":\"rack 2\"}", "*").status())
        .isEqualTo(200);
    made(rules, spread);
    assertThat(get(rules + "/s").body().path("most").asInt()).isEqualTo(1);
  }

  @Test
  void whoMovesAVmAndWhenNobodyDoesIsSaidOfIt() throws Exception {
    String said =
        "{'automation':'MANUAL','quiet':['mon-fri 08:00-18:00 Europe/Berlin']}".replace('\'', '"');
    assertThat(put("/vms/web/attributes", said, "*").status()).isEqualTo(200);
    JsonNode is = get("/vms/web/attributes").body();
    assertThat(is.path("automation").asString()).isEqualTo("MANUAL");
    assertThat(is.path("quiet").toString()).contains("Europe/Berlin");
    Reply refused = put("/vms/web/attributes", "{\"quiet\":[\"at night\"]}", "*");
    assertThat(refused.code()).isEqualTo("SPEC_INVALID");
    assertThat(refused.detail()).contains("at night", "mon-fri 08:00-18:00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/clusters | {'name':'C1'} | SPEC_INVALID | lower-case",
        "/clusters | {} | REQUEST_MALFORMED | name",
        "/clusters | {'name':'c1','colour':'red'} | REQUEST_MALFORMED | colour",
        "/clusters | {'name':'c1','tags':['no']} | SPEC_INVALID | there is no tag no",
        "/clusters | {'name':'c1','description':'a\\nb'} | SPEC_INVALID | one line",
        "/clusters/no/pools | {'name':'p'} | SPEC_INVALID | there is no cluster no",
        "/clusters/default/pools | {'name':'p','parent':'no'} | SPEC_INVALID | no pool default/no",
        "/clusters/default/pools | {'name':'p','parent':'p'} | SPEC_INVALID | part of itself",
        "/clusters/default/pools | {'name':'p','cpu':{'limit':1,'reservation':2}} | SPEC_INVALID | limit",
        "/folders | {'path':'a/b'} | SPEC_INVALID | there is no folder a",
        "/folders | {'path':'../etc'} | SPEC_INVALID | path of a folder",
        "/clusters/default/rules | {'name':'r','kind':'RUN_ON','vms':['web']} | SPEC_INVALID | hosts",
        "/clusters/default/rules | {'name':'r','kind':'KEEP_APART'} | SPEC_INVALID | names VMs",
        "/clusters/default/rules | {'name':'r','kind':'KEEP_APART','vms':['no']} | SPEC_INVALID | no VM no",
        "/clusters/default/rules | {'name':'r','kind':'MOST_VMS','hosts':['h1']} | SPEC_INVALID | number",
        "/clusters/default/rules | {'name':'r','kind':'MOST_VMS','most':1,'vms':['web']} | SPEC_INVALID | no VMs",
        "/clusters/default/rules | {'name':'r','kind':'SPREAD','vms':['web'],'most':0} | SPEC_INVALID | 1 to",
        "/clusters/default/rules | {'name':'r','kind':'AVOID','vms':['web'],'hosts':['h1'],'most':1} | SPEC_INVALID | no number",
        "/clusters | {'name':'c1','cpuOvercommit':0.5} | SPEC_INVALID | overcommit",
        "/clusters | {'name':'c1','memoryOvercommit':4.5} | SPEC_INVALID | overcommit of memory",
        "/datastores | {'name':'d','kind':'ELSEWHERE'} | SPEC_INVALID | LOCAL, SHARED",
        "/networks | {'name':'n','kind':'OVERLAY'} | SPEC_INVALID | vni",
      })
  void whatCannotBeIsRefusedWithASentence(String path, String body, String code, String word)
      throws Exception {
    Reply reply = post(path, body.replace('\'', '"'));
    assertThat(reply.code()).as("%s", reply.body()).isEqualTo(code);
    assertThat(reply.detail()).contains(word);
  }
}
