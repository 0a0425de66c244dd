package io.godwit.protocol.api;

/** Where things are in the API. */
public final class ApiPaths {
  public static final String BASE = "/api/v1";
  public static final String TASKS = "/api/v1/tasks";
  public static final String EVENTS = "/api/v1/events";
  public static final String HOSTS = "/api/v1/hosts";
  public static final String VMS = "/api/v1/vms";
  public static final String MANAGERS = "/api/v1/managers";
  public static final String BACKUP = "/api/v1/backup";
  public static final String MIGRATIONS = "/api/v1/migrations";
  public static final String LOGIN = "/api/v1/login";
  public static final String LOGOUT = "/api/v1/logout";
  public static final String ME = "/api/v1/me";
  public static final String MY_PASSWORD = "/api/v1/me/password";
  public static final String USERS = "/api/v1/users";
  public static final String CLUSTERS = "/api/v1/clusters";
  public static final String FOLDERS = "/api/v1/folders";
  public static final String TAGS = "/api/v1/tags";
  public static final String DATASTORES = "/api/v1/datastores";
  public static final String NETWORKS = "/api/v1/networks";
  public static final String GRANTS = "/api/v1/grants";
  public static final String ROLES = "/api/v1/roles";
  public static final String OIDC_LOGIN = "/api/v1/oidc/login";
  public static final String OIDC_CALLBACK = "/api/v1/oidc/callback";
  public static final String OPENAPI = "/api/v1/openapi.yaml";
  public static final String HEALTH = "/healthz";
  public static final String READINESS = "/readyz";
  public static final String METRICS = "/metrics";

  /** Media type of errors (RFC 9457). */
  public static final String PROBLEM_JSON = "application/problem+json";

  /** Names the task that a call has begun, in answers. */
  public static final String TASK_HEADER = "Godwit-Task";

  /** Under which a call may be repeated, in requests. */
  public static final String IDEMPOTENCY_KEY_HEADER = "Idempotency-Key";

  /** Repeats the code of a problem, for clients that decide before they read the body. */
  public static final String CODE_HEADER = "Godwit-Code";

  private ApiPaths() {}

  public static String task(String id) {
    return TASKS + "/" + id;
  }

  public static String cancelTask(String id) {
    return task(id) + "/cancel";
  }

  /** Server-sent events: {@code task}, each a whole {@link TaskView}, until it has ended. */
  public static String taskEvents(String id) {
    return task(id) + "/events";
  }

  public static String host(String id) {
    return HOSTS + "/" + id;
  }

  public static String user(String name) {
    return USERS + "/" + name;
  }

  public static String passwordOf(String name) {
    return user(name) + "/password";
  }

  public static String tokensOf(String name) {
    return user(name) + "/tokens";
  }

  public static String tokenOf(String name, String id) {
    return tokensOf(name) + "/" + id;
  }

  public static String grant(String id) {
    return GRANTS + "/" + id;
  }

  public static String cluster(String name) {
    return CLUSTERS + "/" + name;
  }

  public static String cpuBaselineOf(String cluster) {
    return cluster(cluster) + "/cpu-baseline";
  }

  public static String planOf(String cluster) {
    return cluster(cluster) + "/plan";
  }

  public static String plansOf(String cluster) {
    return cluster(cluster) + "/plans";
  }

  public static String keptPlan(String cluster, String number) {
    return plansOf(cluster) + "/" + number;
  }

  public static String replayOf(String cluster, String number) {
    return keptPlan(cluster, number) + "/replay";
  }

  public static String applyPlanOf(String cluster) {
    return planOf(cluster) + "/apply";
  }

  public static String placeOf(String cluster) {
    return cluster(cluster) + "/place";
  }

  public static String whatIfOf(String cluster) {
    return cluster(cluster) + "/what-if";
  }

  public static String rollingOf(String cluster) {
    return cluster(cluster) + "/rolling-maintenance";
  }

  public static String powerOf(String cluster) {
    return cluster(cluster) + "/power";
  }

  public static String applyPowerOf(String cluster) {
    return powerOf(cluster) + "/apply";
  }

  public static String hostPower(String host) {
    return host(host) + "/power";
  }

  public static String placementOf(String vm) {
    return vm(vm) + "/placement";
  }

  public static String poolsOf(String cluster) {
    return cluster(cluster) + "/pools";
  }

  public static String pool(String cluster, String name) {
    return poolsOf(cluster) + "/" + name;
  }

  public static String rulesOf(String cluster) {
    return cluster(cluster) + "/rules";
  }

  public static String rule(String cluster, String name) {
    return rulesOf(cluster) + "/" + name;
  }

  /** {@code path} is as {@code prod/db}; a URL has it as one segment, {@code prod:db}. */
  public static String folder(String path) {
    return FOLDERS + "/" + path.replace('/', ':');
  }

  public static String tag(String name) {
    return TAGS + "/" + name;
  }

  public static String datastore(String name) {
    return DATASTORES + "/" + name;
  }

  public static String network(String name) {
    return NETWORKS + "/" + name;
  }

  public static String hostAttributes(String id) {
    return host(id) + "/attributes";
  }

  public static String vmAttributes(String name) {
    return vm(name) + "/attributes";
  }

  public static String hostTelemetry(String id) {
    return host(id) + "/telemetry";
  }

  public static String maintenanceOf(String host) {
    return host(host) + "/maintenance";
  }

  public static String endOfMaintenance(String host) {
    return maintenanceOf(host) + "/end";
  }

  public static String vmTelemetry(String name) {
    return vm(name) + "/telemetry";
  }

  public static String manager(String name) {
    return MANAGERS + "/" + name;
  }

  public static String vm(String name) {
    return VMS + "/" + name;
  }

  /** {@code verb} is start, stop, kill, pause or resume. */
  public static String vmVerb(String name, String verb) {
    return vm(name) + "/" + verb;
  }

  public static String consoleLog(String name) {
    return vm(name) + "/console-log";
  }

  public static String migrationsOf(String name) {
    return vm(name) + "/migrations";
  }

  /** Whether a VM may move, asked without moving it. */
  public static String migrateCheckOf(String name) {
    return vmVerb(name, "migrate-check");
  }

  public static String migration(String id) {
    return MIGRATIONS + "/" + id;
  }

  public static String forceMigration(String id) {
    return migration(id) + "/force";
  }

  public static String migrationBandwidth(String id) {
    return migration(id) + "/bandwidth";
  }

  public static String adjustMigration(String id) {
    return migration(id) + "/adjust";
  }

  public static String cancelMigration(String id) {
    return migration(id) + "/cancel";
  }

  /**
   * Server-sent events: {@code migration}, each a whole {@link MigrationView}, until it has ended.
   */
  public static String migrationEvents(String id) {
    return migration(id) + "/events";
  }
}
