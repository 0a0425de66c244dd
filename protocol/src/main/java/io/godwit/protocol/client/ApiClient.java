package io.godwit.protocol.client;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.api.VmView;
import io.godwit.protocol.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Calls a manager. Every method blocks, and throws the manager's problem as a {@link
 * GodwitException}; a manager that cannot be reached is {@code MANAGER_UNREACHABLE}. Safe for use
 * by several threads.
 */
public final class ApiClient implements AutoCloseable {
  /** A stop may take as long as the guest's grace; everything else answers in seconds. */
  private static final Duration ANSWER_DEADLINE = Duration.ofMinutes(11);

  private final URI server;
  private final HttpClient http;

  /**
   * @param server the manager's address, as {@code http://10.0.0.1:8080}
   */
  public ApiClient(URI server) {
    this.server = server;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  public List<HostView> hosts() {
    return get(ApiPaths.HOSTS, new TypeReference<ItemList<HostView>>() {}).items();
  }

  public HostView host(String id) {
    return get(ApiPaths.host(encoded(id)), new TypeReference<>() {});
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
    text(send(request("DELETE", ApiPaths.vm(encoded(name)), null)));
  }

  /** The end of the VM's serial console. */
  public String consoleLog(String name) {
    return text(send(request("GET", ApiPaths.consoleLog(encoded(name)), null)));
  }

  /** Starts a migration; returns once it is accepted. */
  public MigrationView migrate(String name, MigrateRequest wish) {
    return call("POST", ApiPaths.migrationsOf(encoded(name)), wish, new TypeReference<>() {});
  }

  public List<MigrationView> migrations() {
    return get(ApiPaths.MIGRATIONS, new TypeReference<ItemList<MigrationView>>() {}).items();
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
    HttpResponse<InputStream> response =
        send(request("GET", ApiPaths.migrationEvents(encoded(id)), null));
    refuseProblem(response);
    MigrationView last = null;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:")) {
          last = Json.LENIENT.readValue(line.substring(5).strip(), MigrationView.class);
          progress.accept(last);
          if (last.state() != MigrationView.State.RUNNING) {
            return last;
          }
        }
      }
    } catch (IOException | JacksonException broken) {
      throw unreachable("The event stream broke off", broken);
    }
    throw unreachable("The event stream ended before the migration did", null);
  }

  @Override
  public void close() {
    http.close();
  }

  private VmView verb(String name, String verb, @Nullable Object body) {
    return call("POST", ApiPaths.vmVerb(encoded(name), verb), body, new TypeReference<>() {});
  }

  private <T> T get(String path, TypeReference<T> type) {
    return call("GET", path, null, type);
  }

  private <T> T call(String method, String path, @Nullable Object body, TypeReference<T> type) {
    String answer = text(send(request(method, path, body)));
    try {
      return Json.LENIENT.readValue(answer, type);
    } catch (JacksonException notOurs) {
      throw unreachable("What answered is not a Godwit manager", notOurs);
    }
  }

  private HttpRequest request(String method, String path, @Nullable Object body) {
    HttpRequest.BodyPublisher content =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(Json.LENIENT.writeValueAsBytes(body));
    return HttpRequest.newBuilder(server.resolve(path))
        .method(method, content)
        .header("Content-Type", "application/json")
        .timeout(ANSWER_DEADLINE)
        .build();
  }

  private HttpResponse<InputStream> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException broken) {
      throw unreachable("No answer", broken);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw unreachable("The call was interrupted", cancelled);
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
      throw unreachable("The call was interrupted", cancelled);
    } catch (IOException broken) {
      throw unreachable("The answer broke off", broken);
    }
  }

  private void refuseProblem(HttpResponse<InputStream> response) {
    if (response.statusCode() < 300) {
      return;
    }
    String body = body(response);
    ProblemView problem;
    ErrorCode code;
    try {
      problem = Json.LENIENT.readValue(body, ProblemView.class);
      code = ErrorCode.valueOf(problem.code());
    } catch (JacksonException | IllegalArgumentException | NullPointerException notOurs) {
      throw unreachable("What answered is not a Godwit manager", notOurs);
    }
    throw new GodwitException(new Problem(code, problem.detail(), problem.next()));
  }

  private GodwitException unreachable(String what, @Nullable Exception cause) {
    Problem problem =
        new Problem(
            ErrorCode.MANAGER_UNREACHABLE,
            what + " from " + server + ".",
            "Check that the manager runs there, or name another with --server.");
    return cause == null ? problem.asException() : new GodwitException(problem, cause);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
