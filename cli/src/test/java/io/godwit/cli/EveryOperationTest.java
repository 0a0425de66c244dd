package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.BalancingView;
import io.godwit.protocol.api.ClusterView;
import io.godwit.protocol.api.DatastoreView;
import io.godwit.protocol.api.FolderView;
import io.godwit.protocol.api.HostAttributesView;
import io.godwit.protocol.api.NetworkView;
import io.godwit.protocol.api.PoolView;
import io.godwit.protocol.api.PoolView.ShareView;
import io.godwit.protocol.api.PowerSavingView;
import io.godwit.protocol.api.RuleView;
import io.godwit.protocol.api.TagView;
import io.godwit.protocol.api.VmAttributesView;
import io.godwit.protocol.trust.SecretFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Whatever the API can do, the command can. */
class EveryOperationTest {
  /** A command line for each operation of the contract; it has to make the call. */
  private static final Map<String, String> VERBS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("readiness", "manager status"),
              Map.entry("openapi", "manager openapi"),
              Map.entry("login", "login SERVER --user ann --password-file SECRET"),
              Map.entry("logout", "logout"),
              Map.entry("me", "whoami"),
              Map.entry("choosePassword", "password --current-file SECRET --password-file SECRET"),
              Map.entry("listUsers", "user list"),
              Map.entry("createUser", "user create bob --group crew --password-file SECRET"),
              Map.entry("showUser", "user show bob"),
              Map.entry("changeUser", "user edit bob --state disabled --account https://id#7"),
              Map.entry("deleteUser", "user delete bob"),
              Map.entry("resetPassword", "user password bob --password-file SECRET"),
              Map.entry("listTokens", "token list --user bob"),
              Map.entry("createToken", "token create --user bob --role vm-owner --lifetime 30d"),
              Map.entry("revokeToken", "token revoke t7f3 --user bob"),
              Map.entry("listGrants", "grant list"),
              Map.entry("createGrant", "grant add --user bob --role viewer --object /"),
              Map.entry("deleteGrant", "grant remove g7f3"),
              Map.entry("listRoles", "grant roles"),
              Map.entry("listManagers", "manager list"),
              Map.entry("takeBackup", "manager backup FOLDER/backup.zip"),
              Map.entry("dismissManager", "manager remove m3"),
              Map.entry("listHosts", "host list"),
              Map.entry("addHost", "host add 10.0.0.11 --name h1"),
              Map.entry("showHost", "host show h1"),
              Map.entry("removeHost", "host remove h1"),
              Map.entry("showHostTelemetry", "host top h1"),
              Map.entry("showMaintenance", "host maintenance status h1"),
              Map.entry("beginMaintenance", "host maintenance enter h1 --check"),
              Map.entry("endMaintenance", "host maintenance exit h1"),
              Map.entry("listVms", "vm list"),
              Map.entry("createVm", "vm create web-1 --host h1 --memory 1GiB"),
              Map.entry("showVm", "vm show web-1"),
              Map.entry("deleteVm", "vm delete web-1"),
              Map.entry("startVm", "vm start web-1"),
              Map.entry("stopVm", "vm stop web-1"),
              Map.entry("killVm", "vm kill web-1"),
              Map.entry("pauseVm", "vm pause web-1"),
              Map.entry("resumeVm", "vm resume web-1"),
              Map.entry("consoleLog", "vm console-log web-1"),
              Map.entry("showVmTelemetry", "vm top web-1"),
              Map.entry("migrateVm", "vm migrate web-1 --to h2"),
              Map.entry("moveVmDisk", "vm move-disk web-1 --disk 0 --to nfs"),
              Map.entry("checkMigration", "vm migrate web-1 --to h2 --check"),
              Map.entry("listMigrations", "migration list"),
              Map.entry("showMigration", "migration show m7f3"),
              Map.entry("cancelMigration", "migration cancel m7f3"),
              Map.entry("forceMigration", "migration force m7f3"),
              Map.entry("limitMigration", "migration limit m7f3 --max-bandwidth 100MiB/s"),
              Map.entry("adjustMigration", "migration limit m7f3 --max-downtime 1s"),
              Map.entry("followMigration", "migration watch m7f3"),
              Map.entry("listClusters", "cluster list"),
              Map.entry("createCluster", "cluster create c1 --tags blue"),
              Map.entry("showCluster", "cluster show c1"),
              Map.entry("showCpuBaseline", "cluster cpu-baseline c1"),
              Map.entry("editCluster", "cluster edit c1 --description x"),
              Map.entry("deleteCluster", "cluster delete c1"),
              Map.entry("planRollingMaintenance", "cluster maintenance c1 --batch 2 --plan"),
              Map.entry("showPower", "power show c1"),
              Map.entry("lookAtPower", "power show c1 --now"),
              Map.entry("applyPower", "power apply c1 --number 7"),
              Map.entry("showHostPower", "host power status h1"),
              Map.entry("switchHost", "host power off h1"),
              Map.entry("showPlan", "plan show c1"),
              Map.entry("makePlan", "plan show c1 --now"),
              Map.entry("listPlans", "plan list c1"),
              Map.entry("showKeptPlan", "plan show c1 --number 7"),
              Map.entry("replayPlan", "plan replay 7 --cluster c1"),
              Map.entry("applyPlan", "plan apply c1 --number 7"),
              Map.entry("askPlace", "plan place c1 --memory 1GiB"),
              Map.entry("askWhatIf", "plan what-if c1 --fail h1"),
              Map.entry("explainPlacement", "plan explain web-1"),
              Map.entry("listPools", "pool list"),
              Map.entry("createPool", "pool create gold --cores 2"),
              Map.entry("showPool", "pool show gold"),
              Map.entry("editPool", "pool edit gold --cores 3"),
              Map.entry("deletePool", "pool delete gold"),
              Map.entry("listRules", "rule list"),
              Map.entry("createRule", "rule create apart --kind keep-apart --vms a,b"),
              Map.entry("showRule", "rule show apart"),
              Map.entry("editRule", "rule edit apart --strength should"),
              Map.entry("deleteRule", "rule delete apart"),
              Map.entry("listFolders", "folder list"),
              Map.entry("createFolder", "folder create prod"),
              Map.entry("showFolder", "folder show prod"),
              Map.entry("editFolder", "folder edit prod --description x"),
              Map.entry("deleteFolder", "folder delete prod"),
              Map.entry("listTags", "tag list"),
              Map.entry("createTag", "tag create blue"),
              Map.entry("showTag", "tag show blue"),
              Map.entry("editTag", "tag edit blue --description x"),
              Map.entry("deleteTag", "tag delete blue"),
              Map.entry("listDatastores", "datastore list"),
              Map.entry("createDatastore", "datastore create nfs --kind shared"),
              Map.entry("showDatastore", "datastore show nfs"),
              Map.entry("editDatastore", "datastore edit nfs --kind local"),
              Map.entry("deleteDatastore", "datastore delete nfs"),
              Map.entry("listNetworks", "network list"),
              Map.entry("createNetwork", "network create lan --kind bridged --vlan 7"),
              Map.entry("showNetwork", "network show lan"),
              Map.entry("editNetwork", "network edit lan --mtu 9000"),
              Map.entry("deleteNetwork", "network delete lan"),
              Map.entry("showHostAttributes", "host edit h1 --notes x"),
              Map.entry("editHostAttributes", "host edit h1 --notes x"),
              Map.entry("showVmAttributes", "vm edit web-1 --notes x"),
              Map.entry("editVmAttributes", "vm edit web-1 --notes x"),
              Map.entry("listTasks", "task list"),
              Map.entry("showTask", "task show t7f3"),
              Map.entry("cancelTask", "task cancel t7f3"),
              Map.entry("followTask", "task watch t7f3"),
              Map.entry("listEvents", "event list")));

  /** What has no verb, and why. */
  private static final Map<String, String> WITHOUT =
      Map.of(
          "health", "for supervisors; 'manager status' asks for more",
          "metrics", "for Prometheus",
          "beginOidcLogin", "for browsers",
          "finishOidcLogin", "for browsers",
          "admitManager", "what comes back is for 'godwit-manager join', which asks for it itself");

  /** An operation of the contract. */
  private record Operation(String id, String method, String path) {
    Pattern request() {
      String quoted =
          Stream.of(path.split("/", -1))
              .map(part -> part.startsWith("{") ? "[^/?]+" : Pattern.quote(part))
              .reduce((a, b) -> a + "/" + b)
              .orElse("");
      return Pattern.compile(method + " " + quoted + "(\\?.*)?( .*)?", Pattern.DOTALL);
    }
  }

  private final CommandFixture godwit = new CommandFixture();
  @TempDir private Path folder;

  @BeforeEach
  void logIn() throws IOException {
    Path secret = folder.resolve("secret");
    Files.writeString(secret, "four or five words\n");
    godwit.environment.put("HOME", folder.toString());
    godwit.environment.put("GODWIT_CONTEXT", "here");
    Path config = folder.resolve(".config/godwit/config.yaml");
    SecretFile.folder(config.getParent());
    SecretFile.write(
        config,
        "contexts:\n  here:\n    servers: [\"%s\"]\n    token: gwl1_a_b\n"
            .formatted(godwit.manager.address()));
  }

  /** An edit begins with what is there. */
  @BeforeEach
  void letThereBeWhatIsEdited() {
    ShareView share = new ShareView(200, 400L, 4000);
    godwit
        .manager
        .says(
            "GET /api/v1/clusters/c1",
            new ClusterView(
                "c1",
                "",
                List.of(),
                3,
                40,
                null,
                new BalancingView("MANUAL", 3),
                new PowerSavingView("OFF", 45, 81, 1, 1),
                8,
                1))
        .says(
            "GET /api/v1/clusters/default/pools/gold",
            new PoolView("default", "gold", null, share, share, "", 3))
        .says(
            "GET /api/v1/clusters/default/rules/apart",
            new RuleView(
                "default",
                "apart",
                "KEEP_APART",
                "MUST",
                List.of("a"),
                null,
                List.of(),
                null,
                null,
                ""))
        .says("GET /api/v1/folders/prod", new FolderView("prod", "", 0))
        .says("GET /api/v1/tags/blue", new TagView("blue", "", 0, 0))
        .says(
            "GET /api/v1/datastores/nfs",
            new DatastoreView("nfs", "SHARED", "", List.of(), List.of(), null, List.of()))
        .says(
            "GET /api/v1/networks/lan",
            new NetworkView(
                "lan", "BRIDGED", 7, null, 1500, "", List.of(), List.of(), null, List.of()))
        .says("GET /api/v1/hosts/h1/attributes", new HostAttributesView("c1", List.of(), "", null))
        .says(
            "GET /api/v1/vms/web-1/attributes",
            new VmAttributesView(null, null, List.of(), "", null, null, null));
  }

  @AfterEach
  void stop() {
    godwit.close();
  }

  @Test
  void everyOperationHasAVerbOrAReason() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Operation operation : contract()) {
      if (!VERBS.containsKey(operation.id()) && !WITHOUT.containsKey(operation.id())) {
        missing.add(operation.id());
      }
    }
    assertThat(missing)
        .as("operations of openapi.yaml that this test has neither a command line nor a reason for")
        .isEmpty();
  }

  @Test
  void thereIsNoVerbForWhatTheApiHasNot() throws IOException {
    List<String> known = contract().stream().map(Operation::id).toList();
    TreeSet<String> said = new TreeSet<>(VERBS.keySet());
    said.addAll(WITHOUT.keySet());
    assertThat(known).containsAll(said);
  }

  @TestFactory
  Stream<DynamicTest> eachVerbMakesItsCall() throws IOException {
    return contract().stream()
        .filter(operation -> VERBS.containsKey(operation.id()))
        .map(operation ->
            DynamicTest.dynamicTest(operation.id(), () -> assertMakesItsCall(operation)));
  }

  /**
   * The manager knows nothing here and refuses, which is fine: what counts is what it was asked.
   */
  private void assertMakesItsCall(Operation operation) {
    godwit.manager.requests.clear();
    String words = VERBS.get(operation.id()).replace("SERVER", godwit.manager.address());
    String secret = folder.resolve("secret").toString();
    godwit.runExactly(
        words.replace("SECRET", secret).replace("FOLDER", folder.toString()).split(" "));
    assertThat(godwit.manager.requests)
        .as("'godwit %s' said: %s%s", words, godwit.out(), godwit.err())
        .anyMatch(request -> operation.request().matcher(request).matches());
  }

  private static List<Operation> contract() throws IOException {
    JsonNode root;
    try (InputStream in = ApiPaths.class.getResourceAsStream("openapi.yaml")) {
      assertThat(in).isNotNull();
      root = new YAMLMapper().readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    List<Operation> operations = new ArrayList<>();
    root.get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method -> {
                  JsonNode id = method.getValue().get("operationId");
                  if (id != null) {
                    operations.add(
                        new Operation(
                            id.stringValue(),
                            method.getKey().toUpperCase(Locale.ROOT),
                            path.getKey()));
                  }
                }));
    assertThat(operations).hasSizeGreaterThan(40);
    return operations;
  }
}
