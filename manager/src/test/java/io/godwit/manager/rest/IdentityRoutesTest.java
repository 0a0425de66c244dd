package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.manager.identity.gate.Accounts;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.orchestration.FakeAgent;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.Privilege;
import io.godwit.model.identity.Role;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.ClusterEdit;
import io.godwit.protocol.api.FolderEdit;
import io.godwit.protocol.api.FolderView;
import io.godwit.protocol.api.GrantCreate;
import io.godwit.protocol.api.GrantView;
import io.godwit.protocol.api.HostAttributesView;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.LoginView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.PoolEdit;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.TokenCreate;
import io.godwit.protocol.api.TokenCreated;
import io.godwit.protocol.api.TokenView;
import io.godwit.protocol.api.UserCreate;
import io.godwit.protocol.api.UserEdit;
import io.godwit.protocol.api.UserView;
import io.godwit.protocol.api.VmAttributesView;
import io.godwit.protocol.api.VmDiskMove;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.api.VmView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Credentials;
import io.godwit.protocol.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API with its guard, over real HTTP. */
@Timeout(60)
final class IdentityRoutesTest {
  private static final String ROOTS = "the first password";
  private static final Set<String> OPEN =
      Set.of(
          "GET /healthz",
          "GET /readyz",
          "GET /api/v1/openapi.yaml",
          "POST /api/v1/login",
          "GET /api/v1/oidc/login",
          "GET /api/v1/oidc/callback");

  private Bench bench;
  private Accounts accounts;
  private RestServer server;
  private URI base;
  private ApiClient root;
  private final List<ApiClient> clients = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    FakeAgent h1 = bench.host("h1").connect();
    bench.host("h2").connect();
    bench.running("web", h1);
    bench.running("db", h1);
    accounts = TestSites.accounts(bench);
    accounts.firstStart(ROOTS);
    server = new RestServer(RestAddress.plain("127.0.0.1", 0), TestSites.guarded(bench, accounts));
    base = URI.create("http://127.0.0.1:" + server.port());
    root = as(new Credentials.Password("admin", ROOTS));
  }

  @AfterEach
  void stop() {
    clients.forEach(ApiClient::close);
    http.close();
    bench.close();
    server.close();
  }

  private ApiClient as(Credentials credentials) {
    ApiClient client = new ApiClient(base, credentials);
    clients.add(client);
    return client;
  }

  /** A token of a new user who has a role on an object. */
  private String token(String user, @Nullable Role role, String object) {
    root.identities().createUser(new UserCreate(user, null, null, null, null));
    if (role != null) {
      root.identities().createGrant(new GrantCreate(user, null, role.name(), object));
    }
    return root.identities().createToken(user, new TokenCreate("test", null, null, null)).secret();
  }

  private ApiClient client(String user, @Nullable Role role, String object) {
    return as(new Credentials.Token(token(user, role, object)));
  }

  private HttpResponse<String> send(String method, String path, String body, @Nullable String token)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String code(HttpResponse<String> response) {
    return response
            .headers()
            .firstValue("Content-Type")
            .orElse("")
            .startsWith(ApiPaths.PROBLEM_JSON)
        ? Json.LENIENT.readValue(response.body(), ProblemView.class).code()
        : "";
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    assertThat(catchThrowableOfType(GodwitException.class, call))
        .isNotNull()
        .extracting(GodwitException::code)
        .isEqualTo(code);
  }

  private static String path(Route route) {
    return route
        .path()
        .replace("/hosts/{id}", "/hosts/h1")
        .replace("/vms/{name}", "/vms/web")
        .replace("/users/{name}", "/users/admin")
        .replace("/managers/{name}", "/managers/m9")
        .replace("{cluster}", "default")
        .replace("{pool}", "p1")
        .replace("{rule}", "r1")
        .replace("{folder}", "a:b")
        .replace("{tag}", "t1")
        .replace("{datastore}", "shared")
        .replace("{network}", "lan")
        .replace("{number}", "1")
        .replace("{id}", "g1");
  }

  @Test
  void nothingButTheOpenRoutesAnswersWithoutALogin() throws Exception {
    List<String> open = new ArrayList<>();
    for (Route route : server.served()) {
      HttpResponse<String> response = send(route.method().name(), path(route), "{}", null);
      if (response.statusCode() == 401 && code(response).equals("UNAUTHENTICATED")) {
        assertThat(response.headers().firstValue("WWW-Authenticate"))
            .hasValue("Bearer realm=\"godwit\"");
      } else {
        open.add(route.method().name() + " " + route.path());
      }
    }
    assertThat(open).containsExactlyInAnyOrderElementsOf(OPEN);
    assertThat(Contract.open()).containsExactlyInAnyOrderElementsOf(OPEN);
  }

  @Test
  void nothingAnswersAnInvalidToken() throws Exception {
    for (Route route : server.served()) {
      if (!(route.access() instanceof Access.Open)) {
        assertThat(send(route.method().name(), path(route), "{}", "gwa1_t1_x").statusCode())
            .as(route.path())
            .isEqualTo(401);
      }
    }
  }

  /** Which routes a user with this role on everything is let pass to. */
  @ParameterizedTest
  @CsvSource({"VIEWER", "VM_OWNER", "OPERATOR", "ADMIN", ","})
  void everyRouteLetsPassWhoHasItsPrivilege(@Nullable Role role) throws Exception {
    String token = token("someone", role, "/");
    MigrationView moving = root.migrate("web", MigrateRequest.to("h2"));
    root.watch(moving.id(), view -> {});
    GrantView grant =
        root.identities().createGrant(new GrantCreate(null, "crew", "VIEWER", "/clusters"));
    for (Route route : server.served()) {
      if (route.access() instanceof Access.Needs needs) {
        String path =
            path(route)
                .replace("/migrations/g1", "/migrations/" + moving.id())
                .replace("/tasks/g1", "/tasks/" + moving.id())
                .replace("/grants/g1", "/grants/" + grant.id());
        // What passes is refused for its body, so that nothing changes for the next.
        HttpResponse<String> response = send(route.method().name(), path, "!", token);
        boolean may = role != null && role.has(needs.privilege());
        assertThat(response.statusCode() == 403 && code(response).equals("FORBIDDEN"))
            .as("%s %s: %s", role, path, response.body())
            .isEqualTo(!may);
      } else if (route.access() instanceof Access.NeedsOnBody needs) {
        // The VM is refused for its memory.
        String body =
            route.path().equals(ApiPaths.VMS)
                ? "{\"name\":\"new\",\"host\":\"h1\",\"memoryBytes\":1}"
                : "{\"user\":\"someone\",\"role\":\"VIEWER\",\"object\":\"/users\"}";
        HttpResponse<String> response = send("POST", route.path(), body, token);
        boolean may = role != null && role.has(needs.privilege());
        assertThat(response.statusCode() == 403)
            .as("%s %s: %s", role, route.path(), response.body())
            .isEqualTo(!may);
      }
    }
  }

  @Test
  void everyPrivilegeOfTheInventoryIsAskedForSomewhere() {
    Set<Privilege> asked = EnumSet.noneOf(Privilege.class);
    for (Route route : server.served()) {
      if (route.access() instanceof Access.Needs needs) {
        asked.add(needs.privilege());
      } else if (route.access() instanceof Access.NeedsOnBody needs) {
        asked.add(needs.privilege());
      }
    }
    assertThat(asked)
        .contains(
            Privilege.VM_VIEW,
            Privilege.VM_POWER,
            Privilege.VM_CREATE,
            Privilege.VM_DELETE,
            Privilege.VM_MIGRATE,
            Privilege.VM_CONSOLE,
            Privilege.HOST_VIEW,
            Privilege.TASK_VIEW,
            Privilege.TASK_CANCEL,
            Privilege.USER_VIEW,
            Privilege.USER_EDIT,
            Privilege.GRANT_EDIT,
            Privilege.TOKEN_OWN);
  }

  @Test
  void aRightOnAFolderAPoolOrAClusterIsARightOnWhatLiesInIt() {
    root.catalog().folders().create(new FolderEdit("prod", null));
    root.catalog().folders().create(new FolderEdit("prod/db", null));
    root.catalog().pools("default").create(new PoolEdit("gold", null, null, null, null));
    root.catalog()
        .clusters()
        .create(new ClusterEdit("c1", null, null, null, null, null, null, null));
    ApiClient filed = client("filed", Role.VM_OWNER, "/folders/prod");
    ApiClient pooled = client("pooled", Role.VIEWER, "/clusters/default/pools/gold");
    ApiClient near = client("near", Role.VIEWER, "/clusters/default");
    ApiClient far = client("far", Role.VIEWER, "/clusters/c1");
    assertThat(filed.vms()).isEmpty();

    root.catalog()
        .editVm("web", "*", new VmAttributesView("prod/db", "gold", null, null, null, null, null));

    assertThat(filed.vms()).extracting(VmView::name).containsExactly("web");
    assertThat(pooled.vms()).extracting(VmView::name).containsExactly("web");
    assertThat(near.vms()).extracting(VmView::name).containsExactly("db", "web");
    assertThat(near.hosts()).extracting(HostView::id).containsExactly("h1", "h2");
    assertThat(far.vms()).isEmpty();
    assertThat(filed.catalog().folders().list())
        .extracting(FolderView::path)
        .containsExactly("prod", "prod/db");
    refused(ErrorCode.FORBIDDEN, () -> filed.vm("db"));
    filed.pauseVm("web");
    refused(ErrorCode.FORBIDDEN, () -> pooled.resumeVm("web"));

    root.catalog()
        .editVm("web", "*", new VmAttributesView(null, null, null, null, null, null, null));
    assertThat(filed.vms()).isEmpty();
    refused(ErrorCode.FORBIDDEN, () -> filed.resumeVm("web"));
    root.catalog().editHost("h2", "*", new HostAttributesView("c1", null, null, null));
    assertThat(far.hosts()).extracting(HostView::id).containsExactly("h2");
  }

  @Test
  void anOwnerWritesNotesAndDoesNotCarryTheVmToWhereTheyMayDoMore() {
    root.catalog().folders().create(new FolderEdit("mine", null));
    ApiClient owner = client("owner", Role.VM_OWNER, "/vms/web");
    root.identities().createGrant(new GrantCreate("owner", null, "ADMIN", "/folders/mine"));
    assertThat(
            owner
                .catalog()
                .editVm("web", "*", new VmAttributesView(null, null, null, "hi", null, null, null)))
        .extracting(VmAttributesView::notes)
        .isEqualTo("hi");
    refused(
        ErrorCode.FORBIDDEN,
        () ->
            owner
                .catalog()
                .editVm(
                    "web", "*", new VmAttributesView("mine", null, null, "hi", null, null, null)));
  }

  @Test
  void rightsOnAnObjectEndWithIt() {
    root.catalog().folders().create(new FolderEdit("prod", null));
    client("filed", Role.VM_OWNER, "/folders/prod");
    assertThat(root.identities().grants()).hasSize(2);
    root.catalog().folders().delete("prod");
    assertThat(root.identities().grants()).hasSize(1);
  }

  @Test
  void everyoneSeesWhatTheyMaySee() {
    ApiClient nobody = client("nobody", null, "/");
    assertThat(nobody.vms()).isEmpty();
    assertThat(nobody.hosts()).isEmpty();
    assertThat(nobody.migrations()).isEmpty();
    assertThat(nobody.identities().users()).extracting(UserView::name).containsExactly("nobody");
    assertThat(nobody.identities().roles()).hasSize(4);
    ApiClient owner = client("owner", Role.VM_OWNER, "/vms/web");
    assertThat(owner.vms()).extracting(VmView::name).containsExactly("web");
    assertThat(owner.vm("web").state()).isEqualTo("RUNNING");
    refused(ErrorCode.FORBIDDEN, () -> owner.vm("db"));
    refused(ErrorCode.FORBIDDEN, () -> owner.vm("unheard-of"));
    refused(ErrorCode.FORBIDDEN, () -> owner.migrate("web", MigrateRequest.to("h2")));
    assertThat(owner.pauseVm("web").state()).isEqualTo("PAUSED");
    assertThat(owner.identities().grants()).hasSize(1);
    ApiClient looks = client("looks", Role.VIEWER, "/hosts/h2");
    assertThat(looks.hosts()).extracting(HostView::id).containsExactly("h2");
    ApiClient operator = client("operator", Role.OPERATOR, "/clusters");
    operator.resumeVm("web");
    MigrationView moving = operator.migrate("web", MigrateRequest.to("h2"));
    operator.watch(moving.id(), view -> {});
    assertThat(owner.migrations()).hasSize(1);
    assertThat(owner.migration(moving.id()).vm()).isEqualTo("web");
    assertThat(looks.migrations()).isEmpty();
    refused(ErrorCode.FORBIDDEN, () -> looks.migration(moving.id()));
    assertThat(root.vms()).hasSize(2);
  }

  @Test
  void aLoginIsATokenUntilLogout() {
    LoginView login = as(new Credentials.None()).identities().login("admin", ROOTS);
    assertThat(login.passwordExpired()).isFalse();
    ApiClient client = as(new Credentials.Token(login.token()));
    assertThat(client.identities().me().user()).isEqualTo("admin");
    assertThat(client.identities().me().means()).isEqualTo("LOGIN_TOKEN");
    assertThat(client.vms()).hasSize(2);
    assertThat(client.identities().tokens("admin"))
        .extracting(TokenView::kind)
        .containsExactly("LOGIN");
    client.identities().logout();
    refused(ErrorCode.UNAUTHENTICATED, () -> client.identities().me());
    assertThat(root.identities().me().expiresAt()).isNull();
    root.identities().logout();
    assertThat(root.identities().me().user()).isEqualTo("admin");
  }

  @Test
  void secretsAreKeptByNoCache() throws Exception {
    String body = "{\"user\":\"admin\",\"password\":\"" + ROOTS + "\"}";
    HttpResponse<String> login = send("POST", ApiPaths.LOGIN, body, null);
    assertThat(login.headers().firstValue("Cache-Control")).hasValue("no-store");
    String token = Json.LENIENT.readValue(login.body(), LoginView.class).token();
    HttpResponse<String> made = send("POST", ApiPaths.tokensOf("admin"), "{}", token);
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(made.headers().firstValue("Location").orElseThrow())
        .startsWith("/api/v1/users/admin/tokens/t");
  }

  @Test
  void aNewUserChoosesAPasswordFirst() {
    root.identities().createUser(new UserCreate("ann", "Ann", "given by admin", null, null));
    root.identities().createGrant(new GrantCreate("ann", null, "VIEWER", "/"));
    LoginView login = as(new Credentials.None()).identities().login("ann", "given by admin");
    assertThat(login.passwordExpired()).isTrue();
    ApiClient ann = as(new Credentials.Token(login.token()));
    assertThat(ann.identities().me().passwordExpired()).isTrue();
    refused(ErrorCode.PASSWORD_EXPIRED, ann::vms);
    refused(ErrorCode.PASSWORD_EXPIRED, () -> ann.vm("web"));
    refused(
        ErrorCode.PASSWORD_UNFIT, () -> ann.identities().choosePassword("given by admin", "short"));
    refused(
        ErrorCode.UNAUTHENTICATED,
        () -> ann.identities().choosePassword("not the one", "chosen by ann"));
    ann.identities().choosePassword("given by admin", "chosen by ann");
    assertThat(ann.vms()).hasSize(2);
    assertThat(as(new Credentials.Password("ann", "chosen by ann")).identities().me().displayName())
        .isEqualTo("Ann");
    root.identities().resetPassword("ann", "set by admin again");
    refused(ErrorCode.UNAUTHENTICATED, () -> ann.identities().me());
  }

  @Test
  void usersAreMadeChangedAndForgotten() {
    UserView made =
        root.identities()
            .createUser(
                new UserCreate("ann@example.org", "Ann", null, null, List.of("b", "a", "a")));
    assertThat(made.groups()).containsExactly("a", "b");
    assertThat(made.hasPassword()).isFalse();
    refused(
        ErrorCode.USER_EXISTS,
        () ->
            root.identities()
                .createUser(new UserCreate("ann@example.org", null, null, null, null)));
    UserView changed =
        root.identities()
            .changeUser("ann@example.org", new UserEdit("Anna", "DISABLED", null, null));
    assertThat(changed.displayName()).isEqualTo("Anna");
    assertThat(changed.state()).isEqualTo("DISABLED");
    assertThat(changed.groups()).containsExactly("a", "b");
    assertThat(root.identities().user("ann@example.org")).isEqualTo(changed);
    root.identities().deleteUser("ann@example.org");
    refused(ErrorCode.USER_UNKNOWN, () -> root.identities().user("ann@example.org"));
    refused(ErrorCode.LAST_ADMINISTRATOR, () -> root.identities().deleteUser("admin"));
  }

  @Test
  void tokensAreLimitedShownWithoutSecretAndRevoked() {
    TokenCreated made =
        root.identities()
            .createToken(
                "admin", new TokenCreate("monitoring", "VIEWER", "/clusters/default", 3600L));
    ApiClient limited = as(new Credentials.Token(made.secret()));
    assertThat(limited.vms()).hasSize(2);
    assertThat(limited.identities().me().role()).isEqualTo("VIEWER");
    refused(ErrorCode.FORBIDDEN, () -> limited.stopVm("web", new VmStop(1L)));
    refused(
        ErrorCode.FORBIDDEN, () -> limited.moveDisk("web", new VmDiskMove(0, "local", null, null)));
    refused(ErrorCode.FORBIDDEN, () -> limited.identities().tokens("admin"));
    refused(
        ErrorCode.FORBIDDEN,
        () -> limited.identities().createToken("admin", new TokenCreate(null, null, null, null)));
    assertThat(root.identities().tokens("admin"))
        .singleElement()
        .satisfies(token -> {
          assertThat(token.lastUsedAt()).isNotNull();
          assertThat(token.toString()).doesNotContain(made.secret());
        });
    root.identities().revokeToken("admin", made.token().id());
    refused(ErrorCode.UNAUTHENTICATED, limited::vms);
    refused(
        ErrorCode.TOKEN_UNKNOWN, () -> root.identities().revokeToken("admin", made.token().id()));
  }

  @Test
  void anAdministratorOfOneVmGivesRightsThereOnly() {
    ApiClient chief = client("chief", Role.ADMIN, "/vms/web");
    root.identities().createUser(new UserCreate("ann", null, null, null, null));
    GrantView given =
        chief.identities().createGrant(new GrantCreate("ann", null, "VM_OWNER", "/vms/web"));
    assertThat(chief.identities().grants()).extracting(GrantView::id).contains(given.id());
    refused(
        ErrorCode.FORBIDDEN,
        () -> chief.identities().createGrant(new GrantCreate("ann", null, "VIEWER", "/vms/db")));
    refused(
        ErrorCode.FORBIDDEN,
        () -> chief.identities().createGrant(new GrantCreate("chief", null, "ADMIN", "/")));
    refused(
        ErrorCode.FORBIDDEN,
        () -> chief.identities().createUser(new UserCreate("eve", null, null, null, null)));
    refused(
        ErrorCode.FORBIDDEN,
        () -> chief.identities().resetPassword("admin", "taken over by chief"));
    chief.identities().deleteGrant(given.id());
    refused(ErrorCode.GRANT_UNKNOWN, () -> root.identities().deleteGrant(given.id()));
  }

  @Test
  void rightsOnAVmEndWithIt() {
    ApiClient owner = client("owner", Role.VM_OWNER, "/vms/web");
    owner.killVm("web");
    owner.deleteVm("web");
    assertThat(owner.identities().grants()).isEmpty();
  }

  @Test
  void guessingIsAnsweredWithWhenToComeBack() throws Exception {
    String body = "{\"user\":\"nobody\",\"password\":\"x\"}";
    HttpResponse<String> last = send("POST", ApiPaths.LOGIN, body, null);
    for (int i = 0; i < 10 && last.statusCode() == 401; i++) {
      last = send("POST", ApiPaths.LOGIN, body, null);
    }
    assertThat(last.statusCode()).isEqualTo(429);
    assertThat(code(last)).isEqualTo("LOGIN_THROTTLED");
    assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(root.identities().me().user()).isEqualTo("admin");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST | /api/v1/login  | {}                                   | REQUEST_MALFORMED | user",
        "POST | /api/v1/login  | {\"user\":\"a\"}                      | REQUEST_MALFORMED | password",
        "POST | /api/v1/login  | {\"user\":1,\"password\":\"x\"}       | REQUEST_MALFORMED | user",
        "POST | /api/v1/users  | {\"name\":\"A B\"}                    | SPEC_INVALID | user name",
        "POST | /api/v1/users  | {\"name\":\"a\",\"groups\":[\"\"]}    | SPEC_INVALID | group",
        "POST | /api/v1/users  | {\"name\":\"a\",\"groups\":[null]}   | REQUEST_MALFORMED | groups[0]",
        "POST | /api/v1/users  | {\"name\":\"a\",\"admin\":true}      | REQUEST_MALFORMED | admin",
        "POST | /api/v1/users  | {\"name\":\"a\",\"displayName\":\"\\u0007\"} | SPEC_INVALID | display name",
        "POST | /api/v1/users  | {\"name\":\"a\",\"password\":\"x\"}  | PASSWORD_UNFIT | 12",
        "POST | /api/v1/users  | {\"name\":\"a\",\"account\":{\"issuer\":\"x\"}} | REQUEST_MALFORMED | subject",
        "PUT  | /api/v1/users/admin | {\"state\":\"GONE\"}             | SPEC_INVALID | ACTIVE, DISABLED",
        "PUT  | /api/v1/users/none | {}                               | USER_UNKNOWN | none",
        "GET  | /api/v1/users/A%20B | ``                              | USER_UNKNOWN | user name",
        "POST | /api/v1/users/admin/tokens | {\"role\":\"GOD\"}       | SPEC_INVALID | VIEWER",
        "POST | /api/v1/users/admin/tokens | {\"object\":\"x\"}       | SPEC_INVALID | object path",
        "POST | /api/v1/users/admin/tokens | {\"lifetimeSeconds\":0}  | SPEC_INVALID | 366 days",
        "POST | /api/v1/users/admin/tokens | {\"lifetimeSeconds\":9223372036854775807} | SPEC_INVALID | lifetimeSeconds",
        "DELETE | /api/v1/users/admin/tokens/nope | ``              | TOKEN_UNKNOWN | token id",
        "POST | /api/v1/grants | {\"role\":\"VIEWER\",\"object\":\"/\"} | REQUEST_MALFORMED | a user or a group",
        "POST | /api/v1/grants | {\"user\":\"admin\",\"group\":\"x\",\"role\":\"VIEWER\",\"object\":\"/\"} | REQUEST_MALFORMED | one of the two",
        "POST | /api/v1/grants | {\"user\":\"none\",\"role\":\"VIEWER\",\"object\":\"/\"} | USER_UNKNOWN | none",
        "POST | /api/v1/grants | {\"user\":\"admin\",\"role\":\"VIEWER\",\"object\":\"/../x\"} | SPEC_INVALID | object path",
        "POST | /api/v1/grants | {\"user\":\"admin\",\"role\":\"VIEWER\",\"object\":\"/vms/no\"} | SPEC_INVALID | nothing at",
        "POST | /api/v1/grants | {\"user\":\"admin\",\"role\":\"ADMIN\",\"object\":\"/\"} | GRANT_EXISTS | admin at /",
        "DELETE | /api/v1/grants/x | ``                             | GRANT_UNKNOWN | grant id",
        "PUT  | /api/v1/me/password | {\"current\":\"x\"}              | REQUEST_MALFORMED | replacement",
      })
  void badInputIsRefusedWithASentence(
      String method, String path, String body, String code, String part) throws Exception {
    String token = root.identities().login("admin", ROOTS).token();
    HttpResponse<String> response = send(method, path, body, token);
    assertThat(code(response)).as(response.body()).isEqualTo(code);
    assertThat(Json.LENIENT.readValue(response.body(), ProblemView.class).detail()).contains(part);
    assertThat(accounts.now().users().size()).isEqualTo(1);
    assertThat(accounts.now().grants().size()).isEqualTo(1);
  }

  @Test
  void withoutAProviderThereIsNoLoginAtOne() throws Exception {
    assertThat(code(send("GET", ApiPaths.OIDC_LOGIN, "", null))).isEqualTo("OIDC_NOT_CONFIGURED");
  }

  @Test
  void aProblemNeverRepeatsAPassword() throws Exception {
    String token = root.identities().login("admin", ROOTS).token();
    Map<String, String> bodies = new HashMap<>();
    bodies.put(ApiPaths.LOGIN, "{\"user\":\"admin\",\"password\":\"hunter2hunter2\"}");
    bodies.put(ApiPaths.LOGIN + "?x", "{\"user\":\"admin\",\"password\":[\"hunter2hunter2\"]}");
    bodies.put(ApiPaths.USERS, "{\"name\":\"?\",\"password\":\"hunter2hunter2\"}");
    for (Map.Entry<String, String> each : bodies.entrySet()) {
      HttpResponse<String> response = send("POST", each.getKey(), each.getValue(), token);
      assertThat(response.statusCode()).isGreaterThanOrEqualTo(400);
      assertThat(response.body()).doesNotContain("hunter2");
    }
  }
}
