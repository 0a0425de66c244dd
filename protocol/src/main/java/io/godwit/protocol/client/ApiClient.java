package io.godwit.protocol.client;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.EventView;
import io.godwit.protocol.api.GrantCreate;
import io.godwit.protocol.api.GrantView;
import io.godwit.protocol.api.HostAdd;
import io.godwit.protocol.api.HostTelemetryView;
import io.godwit.protocol.api.HostToken;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.LoginRequest;
import io.godwit.protocol.api.LoginView;
import io.godwit.protocol.api.ManagerAdmit;
import io.godwit.protocol.api.ManagerPlace;
import io.godwit.protocol.api.ManagerView;
import io.godwit.protocol.api.MeView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.PasswordChange;
import io.godwit.protocol.api.PasswordReset;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.RoleView;
import io.godwit.protocol.api.TaskView;
import io.godwit.protocol.api.TokenCreate;
import io.godwit.protocol.api.TokenCreated;
import io.godwit.protocol.api.TokenView;
import io.godwit.protocol.api.UserCreate;
import io.godwit.protocol.api.UserEdit;
import io.godwit.protocol.api.UserView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.api.VmTelemetryView;
import io.godwit.protocol.api.VmView;
import io.godwit.protocol.json.Json;
import io.godwit.protocol.trust.PeerTrust;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Calls a manager. Every method blocks, and throws the manager's problem as a {@link
 * GodwitException}; a manager that cannot be reached is {@code MANAGER_UNREACHABLE}, one that took
 * a change and did not answer {@code OUTCOME_UNKNOWN}. Safe for use by several threads.
 */
public final class ApiClient implements AutoCloseable {
  /** A stop may take as long as the guest's grace; everything else answers in seconds. */
  private static final Duration ANSWER_DEADLINE = Duration.ofMinutes(11);

  /** Another manager leads ten seconds after one was killed; then some for a busy machine. */
  private static final Duration LEADER_DEADLINE = Duration.ofSeconds(20);

  private static final Duration LEADER_PAUSE = Duration.ofMillis(250);

  /** From one manager to the leader; a second time if that has changed meanwhile. */
  private static final int MAX_REDIRECTS = 4;

  /** The most one page has. */
  private static final int MOST = 1000;

  /** Leaders that go one after the other while somebody watches; more is something else. */
  private static final int MAX_STREAMS = 10;

  private final List<URI> servers;
  private final Credentials credentials;
  private final HttpClient http;

  /** The one that answered last. */
  private volatile URI server;

  /**
   * @param server the manager's address, as {@code http://10.0.0.1:8080}
   */
  public ApiClient(URI server) {
    this(server, new Credentials.None());
  }

  /** Calls as someone. */
  public ApiClient(URI server, Credentials credentials) {
    this(List.of(server), Optional.empty(), credentials);
  }

  /**
   * Finds the one of several managers that leads.
   *
   * @param servers their addresses; one is enough as long as that manager runs
   */
  public ApiClient(List<URI> servers) {
    this(servers, Optional.empty(), new Credentials.None());
  }

  /**
   * Finds the one of several managers that leads, believes only managers of an authority, and calls
   * as someone.
   *
   * @param trust whom to believe over {@code https}; the roots of this machine if empty
   */
  public ApiClient(List<URI> servers, Optional<PeerTrust> trust, Credentials credentials) {
    this.credentials = credentials;
    this.servers = List.copyOf(servers);
    this.server = servers.getFirst();
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    if (trust.isPresent()) {
      builder.sslContext(trusting(trust.get()));
    } else if ("http".equals(server.getScheme())) {
      builder.sslContext(trusting());
    }
    this.http = builder.build();
  }

  /**
   * The client sets up TLS even where it is not used, and the default reads every root certificate
   * of the system, which a person waits for each time they type a command.
   */
  private static SSLContext trusting(TrustManager... trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trusted, null);
      return context;
    } catch (GeneralSecurityException everyJavaHasTls) {
      throw new IllegalStateException(everyJavaHasTls);
    }
  }

  /** Logs in; the token is for a client of its own. */
  public LoginView login(String user, String password) {
    return call("POST", ApiPaths.LOGIN, new LoginRequest(user, password), new TypeReference<>() {});
  }

  /** Ends the login this client calls with. */
  public void logout() {
    nothing("POST", ApiPaths.LOGOUT, null);
  }

  /** Whom this client calls as. */
  public MeView me() {
    return get(ApiPaths.ME, new TypeReference<>() {});
  }

  public void choosePassword(String current, String replacement) {
    nothing("PUT", ApiPaths.MY_PASSWORD, new PasswordChange(current, replacement));
  }

  public List<UserView> users() {
    return get(ApiPaths.USERS, new TypeReference<ItemList<UserView>>() {}).items();
  }

  public UserView user(String name) {
    return get(ApiPaths.user(encoded(name)), new TypeReference<>() {});
  }

  public UserView createUser(UserCreate user) {
    return call("POST", ApiPaths.USERS, user, new TypeReference<>() {});
  }

  public UserView changeUser(String name, UserEdit edit) {
    return call("PUT", ApiPaths.user(encoded(name)), edit, new TypeReference<>() {});
  }

  public void deleteUser(String name) {
    nothing("DELETE", ApiPaths.user(encoded(name)), null);
  }

  /** Sets a password that the user has to change. */
  public void resetPassword(String name, String password) {
    nothing("PUT", ApiPaths.passwordOf(encoded(name)), new PasswordReset(password));
  }

  public List<TokenView> tokens(String user) {
    String path = ApiPaths.tokensOf(encoded(user));
    return get(path, new TypeReference<ItemList<TokenView>>() {}).items();
  }

  public TokenCreated createToken(String user, TokenCreate wish) {
    return call("POST", ApiPaths.tokensOf(encoded(user)), wish, new TypeReference<>() {});
  }

  public void revokeToken(String user, String id) {
    nothing("DELETE", ApiPaths.tokenOf(encoded(user), encoded(id)), null);
  }

  public List<GrantView> grants() {
    return get(ApiPaths.GRANTS, new TypeReference<ItemList<GrantView>>() {}).items();
  }

  public GrantView createGrant(GrantCreate grant) {
    return call("POST", ApiPaths.GRANTS, grant, new TypeReference<>() {});
  }

  public void deleteGrant(String id) {
    nothing("DELETE", ApiPaths.grant(encoded(id)), null);
  }

  public List<RoleView> roles() {
    return get(ApiPaths.ROLES, new TypeReference<ItemList<RoleView>>() {}).items();
  }

  public List<HostView> hosts() {
    return get(ApiPaths.HOSTS, new TypeReference<ItemList<HostView>>() {}).items();
  }

  public HostView host(String id) {
    return get(ApiPaths.host(encoded(id)), new TypeReference<>() {});
  }

  /** Lets a host enrol; what comes back is a secret. */
  public HostToken addHost(HostAdd host) {
    return call("POST", ApiPaths.HOSTS, host, new TypeReference<>() {});
  }

  /** Takes a host's certificates away. */
  public void removeHost(String id) {
    text(send(request("DELETE", ApiPaths.host(encoded(id)), null)));
  }

  public HostTelemetryView hostTelemetry(String id) {
    return get(ApiPaths.hostTelemetry(encoded(id)), new TypeReference<>() {});
  }

  public VmTelemetryView vmTelemetry(String name) {
    return get(ApiPaths.vmTelemetry(encoded(name)), new TypeReference<>() {});
  }

  public List<ManagerView> managers() {
    return get(ApiPaths.MANAGERS, new TypeReference<ItemList<ManagerView>>() {}).items();
  }

  /** Lets a manager take part; what comes back is secret. */
  public ManagerPlace admitManager(ManagerAdmit manager) {
    return call("POST", ApiPaths.MANAGERS, manager, new TypeReference<>() {});
  }

  /** Sends a manager away. */
  public void dismissManager(String name) {
    nothing("DELETE", ApiPaths.manager(encoded(name)), null);
  }

  public List<VmView> vms() {
    return get(ApiPaths.VMS, new TypeReference<ItemList<VmView>>() {}).items();
  }

  public VmView vm(String name) {
    return get(ApiPaths.vm(encoded(name)), new TypeReference<>() {});
  }

  public VmView createVm(VmCreate vm) {
    return call("POST", ApiPaths.VMS, vm, new TypeReference<>() {});
  }

  public VmView startVm(String name) {
    return verb(name, "start", null);
  }

  public VmView stopVm(String name, VmStop how) {
    return verb(name, "stop", how);
  }

  public VmView killVm(String name) {
    return verb(name, "kill", null);
  }

  public VmView pauseVm(String name) {
    return verb(name, "pause", null);
  }

  public VmView resumeVm(String name) {
    return verb(name, "resume", null);
  }

  public void deleteVm(String name) {
    nothing("DELETE", ApiPaths.vm(encoded(name)), null);
  }

  /** The end of the VM's serial console. */
  public String consoleLog(String name) {
    return text(send(request("GET", ApiPaths.consoleLog(encoded(name)), null)));
  }

  /** Starts a migration; returns once it is accepted. */
  public MigrationView migrate(String name, MigrateRequest wish) {
    return call("POST", ApiPaths.migrationsOf(encoded(name)), wish, new TypeReference<>() {});
  }

  /** Those in flight, then the newest that have ended. */
  public List<MigrationView> migrations() {
    return get(
            ApiPaths.MIGRATIONS + "?limit=" + MOST, new TypeReference<PageView<MigrationView>>() {})
        .items();
  }

  /**
   * A page of tasks, those that run first.
   *
   * @param query parameters by name, see the contract
   */
  public PageView<TaskView> tasks(SortedMap<String, String> query) {
    return get(ApiPaths.TASKS + text(query), new TypeReference<>() {});
  }

  public TaskView task(String id) {
    return get(ApiPaths.task(encoded(id)), new TypeReference<>() {});
  }

  /** Asks for a cancel; returns once the task has ended. */
  public TaskView cancelTask(String id) {
    return call("POST", ApiPaths.cancelTask(encoded(id)), null, new TypeReference<>() {});
  }

  /**
   * Follows a task to its end.
   *
   * @param progress is shown every change, the last one included
   * @return the last one
   */
  public TaskView watchTask(String id, Consumer<TaskView> progress) {
    List<TaskView> last = new ArrayList<>();
    persistently(
        "The event stream ended before the task did",
        () ->
            stream(
                request("GET", ApiPaths.taskEvents(encoded(id)), null),
                TaskView.class,
                view -> {
                  last.clear();
                  last.add(view);
                  progress.accept(view);
                  return view.state().hasEnded();
                }));
    return last.getFirst();
  }

  /**
   * A page of events, the newest first.
   *
   * @param query parameters by name, see the contract
   */
  public PageView<EventView> events(SortedMap<String, String> query) {
    return get(ApiPaths.EVENTS + text(query), new TypeReference<>() {});
  }

  /**
   * Follows events until {@code each} has seen enough, or the stream breaks off.
   *
   * @param query parameters by name, see the contract; {@code after} is where to begin
   * @param each says whether that was enough
   * @throws GodwitException also MANAGER_UNREACHABLE when the stream ends
   */
  public void watchEvents(SortedMap<String, String> query, Predicate<EventView> each) {
    TreeMap<String, String> watched = new TreeMap<>(query);
    watched.put("watch", "true");
    persistently(
        "The stream of events ended",
        () ->
            stream(
                request("GET", ApiPaths.EVENTS + text(watched), null),
                EventView.class,
                event -> {
                  watched.put("after", Long.toString(event.sequence()));
                  return each.test(event);
                }));
  }

  public MigrationView migration(String id) {
    return get(ApiPaths.migration(encoded(id)), new TypeReference<>() {});
  }

  /** Asks for a cancel; returns once the migration has ended one way or the other. */
  public MigrationView cancelMigration(String id) {
    return call("POST", ApiPaths.cancelMigration(encoded(id)), null, new TypeReference<>() {});
  }

  /**
   * Follows a migration to its end.
   *
   * @param progress is shown every change, the last one included
   * @return the last one: it has ended, or is indeterminate
   */
  public MigrationView watch(String id, Consumer<MigrationView> progress) {
    List<MigrationView> last = new ArrayList<>();
    persistently(
        "The event stream ended before the migration did",
        () ->
            stream(
                request("GET", ApiPaths.migrationEvents(encoded(id)), null),
                MigrationView.class,
                view -> {
                  last.clear();
                  last.add(view);
                  progress.accept(view);
                  return view.state() != MigrationView.State.RUNNING;
                }));
    return last.getFirst();
  }

  /** With several managers a stream that breaks off goes on at the next leader. */
  private void persistently(String tooEarly, BooleanSupplier stream) {
    for (int attempt = 1; ; attempt++) {
      try {
        if (stream.getAsBoolean()) {
          return;
        }
        throw unreachable(tooEarly, null);
      } catch (GodwitException broken) {
        boolean others = servers.size() > 1 && attempt < MAX_STREAMS;
        if (!others || broken.code() != ErrorCode.MANAGER_UNREACHABLE) {
          throw broken;
        }
      }
    }
  }

  /** Reads server-sent events until {@code enough} says so; returns whether it has. */
  private <T> boolean stream(Ask ask, Class<T> type, Predicate<T> enough) {
    HttpResponse<InputStream> response = send(ask);
    refuseProblem(response);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      boolean isProblem = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          isProblem = line.substring(6).strip().equals("problem");
        } else if (line.startsWith("data:")) {
          String data = line.substring(5).strip();
          if (isProblem) {
            throw problem(data).asException();
          }
          if (enough.test(Json.LENIENT.readValue(data, type))) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException | JacksonException broken) {
      throw unreachable("The event stream broke off", broken);
    }
  }

  @Override
  public void close() {
    http.close();
  }

  private VmView verb(String name, String verb, @Nullable Object body) {
    return call("POST", ApiPaths.vmVerb(encoded(name), verb), body, new TypeReference<>() {});
  }

  private void nothing(String method, String path, @Nullable Object body) {
    text(send(request(method, path, body)));
  }

  private <T> T get(String path, TypeReference<T> type) {
    return call("GET", path, null, type);
  }

  private <T> T call(String method, String path, @Nullable Object body, TypeReference<T> type) {
    String answer = text(send(request(method, path, body)));
    T value;
    try {
      value = Json.LENIENT.readValue(answer, type);
    } catch (JacksonException notOurs) {
      throw notGodwit(notOurs);
    }
    if (value == null) {
      throw notGodwit(null);
    }
    return value;
  }

  /** What is asked, before it is known of whom. */
  private record Ask(String method, String path, String body) {}

  private static Ask request(String method, String path, @Nullable Object body) {
    return new Ask(method, path, body == null ? "" : Json.LENIENT.writeValueAsString(body));
  }

  private HttpRequest of(URI at, Ask ask) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at.resolve(ask.path()))
            .method(ask.method(), HttpRequest.BodyPublishers.ofString(ask.body()))
            .header("Content-Type", "application/json")
            .timeout(ANSWER_DEADLINE);
    credentials.header().ifPresent(header -> request.header("Authorization", header));
    return request.build();
  }

  /**
   * Sends it to the manager that leads. A manager that cannot be connected to, or says that nobody
   * leads, has done nothing of it: the others are asked, for as long as an election may take.
   */
  private HttpResponse<InputStream> send(Ask ask) {
    long end = System.nanoTime() + LEADER_DEADLINE.toNanos();
    for (int attempt = 1; ; attempt++) {
      URI asked = server;
      try {
        HttpResponse<InputStream> response = sendOn(of(asked, ask));
        if (!saysNoLeader(response) || System.nanoTime() > end) {
          return response;
        }
      } catch (GodwitException unreachable) {
        boolean others = servers.size() > 1 || !servers.contains(server);
        boolean again = unreachable.code() == ErrorCode.MANAGER_UNREACHABLE && others;
        if (!again || System.nanoTime() > end) {
          throw unreachable;
        }
      }
      server = after(asked);
      if (attempt % servers.size() == 0) {
        pause(ask);
      }
    }
  }

  private URI after(URI asked) {
    return servers.get((servers.indexOf(asked) + 1) % servers.size());
  }

  private void pause(Ask ask) {
    try {
      Thread.sleep(LEADER_PAUSE);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw unreachable("The call of " + ask.path() + " was interrupted: no answer", cancelled);
    }
  }

  private static boolean saysNoLeader(HttpResponse<InputStream> response) {
    return response.statusCode() == ErrorCode.NO_LEADER.httpStatus()
        && response
            .headers()
            .firstValue(ApiPaths.CODE_HEADER)
            .filter(ErrorCode.NO_LEADER.name()::equals)
            .isPresent();
  }

  /** Follows managers that name the leader. */
  private HttpResponse<InputStream> sendOn(HttpRequest first) {
    HttpRequest request = first;
    for (int redirects = 0; ; redirects++) {
      HttpResponse<InputStream> response = exchange(request);
      Optional<String> leader = response.headers().firstValue("Location");
      if (response.statusCode() != 307 || leader.isEmpty() || redirects == MAX_REDIRECTS) {
        return response;
      }
      discard(response.body());
      URI there = request.uri().resolve(leader.get());
      if (!there.getScheme().equals(first.uri().getScheme())) {
        throw notGodwit(null); // least of all is a secret sent in the clear
      }
      request = HttpRequest.newBuilder(request, (name, value) -> true).uri(there).build();
      server = there.resolve("/");
    }
  }

  private static void discard(InputStream ignored) {
    try (ignored) {
      ignored.transferTo(OutputStream.nullOutputStream());
    } catch (IOException gone) {
      return; // Nobody needs what comes with a redirect.
    }
  }

  private HttpResponse<InputStream> exchange(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException notConnected) {
      throw unreachable("No answer", notConnected);
    } catch (SSLHandshakeException untrusted) {
      throw untrusted(untrusted);
    } catch (IOException broken) {
      throw lost(request, "No answer", broken);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw lost(request, "The call was interrupted: no answer", cancelled);
    }
  }

  private String text(HttpResponse<InputStream> response) {
    refuseProblem(response);
    return body(response);
  }

  private String body(HttpResponse<InputStream> response) {
    try (InputStream in = response.body()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (InterruptedIOException cancelled) {
      Thread.currentThread().interrupt();
      throw lost(response.request(), "The call was interrupted: no whole answer", cancelled);
    } catch (IOException broken) {
      throw lost(response.request(), "No whole answer", broken);
    }
  }

  private void refuseProblem(HttpResponse<InputStream> response) {
    // A manager never answers with a page; whatever does has done nothing of what was asked.
    boolean page = response.headers().firstValue("Content-Type").orElse("").startsWith("text/html");
    if (response.statusCode() < 300 && !page) {
      return;
    }
    throw problem(body(response)).asException();
  }

  private Problem problem(String body) {
    try {
      ProblemView view = Json.LENIENT.readValue(body, ProblemView.class);
      return new Problem(ErrorCode.valueOf(view.code()), view.detail(), view.next());
    } catch (JacksonException | IllegalArgumentException | NullPointerException notOurs) {
      throw notGodwit(notOurs);
    }
  }

  /** A read that got no answer changed nothing; anything else may have been carried out. */
  private GodwitException lost(HttpRequest request, String what, Exception cause) {
    if (request.method().equals("GET")) {
      return unreachable(what, cause);
    }
    return new GodwitException(
        new Problem(
            ErrorCode.OUTCOME_UNKNOWN,
            what + " from " + server + "; it may have done what was asked.",
            "Look at the VM or the migration before you try again."),
        cause);
  }

  /** The handshake failed, so nothing was asked. */
  private GodwitException untrusted(SSLHandshakeException why) {
    Throwable inner = why;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return new GodwitException(
        new Problem(
            ErrorCode.MANAGER_UNTRUSTED,
            "What answers at " + server + " is not believed: " + inner.getMessage() + ".",
            "Name the managers' authority with --authority; the manager prints its fingerprint"
                + " when it starts. If it is named, look at the address and the clock."),
        why);
  }

  private GodwitException notGodwit(@Nullable Exception cause) {
    Problem problem =
        new Problem(
            ErrorCode.MANAGER_UNREACHABLE,
            "What answers at " + server + " is not a Godwit manager.",
            "Name the manager with --server.");
    return cause == null ? problem.asException() : new GodwitException(problem, cause);
  }

  private GodwitException unreachable(String what, @Nullable Exception cause) {
    Problem problem =
        new Problem(
            ErrorCode.MANAGER_UNREACHABLE,
            what + " from " + server + ".",
            "Check that the manager runs there, or name another with --server.");
    return cause == null ? problem.asException() : new GodwitException(problem, cause);
  }

  private static String text(SortedMap<String, String> query) {
    return query.isEmpty()
        ? ""
        : "?"
            + query.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
