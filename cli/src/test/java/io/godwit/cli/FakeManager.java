package io.godwit.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.EventView;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.ResourcesView;
import io.godwit.protocol.api.TaskView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmView;
import io.godwit.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A manager that says what it is told to, over real HTTP, and remembers what it was asked.
 * Unprepared requests get {@code NOT_FOUND}.
 */
final class FakeManager implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private record Reply(int status, String type, String body) {}

  /** What was asked: {@code POST /api/v1/vms {"name":...}}. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** The header {@code Authorization} of each, or nothing. */
  final List<String> authorizations = new CopyOnWriteArrayList<>();

  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final HttpServer server;

  FakeManager() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** {@code request} is method and path. */
  FakeManager says(String request, Object body) {
    return says(request, 200, "application/json", Json.LENIENT.writeValueAsString(body));
  }

  FakeManager refuses(String request, ErrorCode code, String detail) {
    ProblemView problem = ProblemView.of(new Problem(code, detail, "Do something else."));
    return says(
        request,
        code.httpStatus(),
        ApiPaths.PROBLEM_JSON,
        Json.LENIENT.writeValueAsString(problem));
  }

  FakeManager says(String request, int status, String type, String body) {
    replies.put(request, new Reply(status, type, body));
    return this;
  }

  /** Server-sent events, each a view, with a comment as keep-alive between them. */
  FakeManager streams(String id, MigrationView... views) {
    return streams("GET " + ApiPaths.migrationEvents(id), "migration", (Object[]) views);
  }

  /** The same for anything. */
  FakeManager streams(String request, String noun, Object... views) {
    StringBuilder events = new StringBuilder();
    for (Object view : views) {
      events
          .append(": still here\n\nevent: ")
          .append(noun)
          .append("\ndata: ")
          .append(Json.LENIENT.writeValueAsString(view))
          .append("\n\n");
    }
    return says(request, 200, "text/event-stream", events.toString());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      authorizations.add(authorization == null ? "" : authorization);
      requests.add(body.isEmpty() ? request : request + " " + body);
      Reply reply = replies.get(request);
      if (reply == null) {
        // A list is the same list whatever page of it is asked for.
        reply = replies.get(request.replaceFirst("\\?limit=[0-9]+$", ""));
      }
      if (reply == null) {
        refuses(request, ErrorCode.NOT_FOUND, "There is no " + request + ".");
        reply = replies.get(request);
      }
      if (reply.status() == 0) {
        return; // hangs up
      }
      exchange.getResponseHeaders().set("Content-Type", reply.type());
      byte[] content = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    }
  }

  static ItemList<HostView> hosts(HostView... hosts) {
    return new ItemList<>(List.of(hosts));
  }

  static HostView host(String id) {
    return new HostView(
        id,
        HostView.Connection.CONNECTED,
        NOW.minusSeconds(3),
        "default",
        List.of(),
        "",
        3L << 29,
        2,
        new HostView.Observed(
            "0.1.0",
            "6.12.1",
            8,
            64L << 30,
            "TCG",
            "/dev/kvm is not there",
            "10.0.2",
            "godwit-vm",
            "10.0.0.1",
            List.of("local", "shared"),
            List.of("lan"),
            null,
            null),
        "ON",
        "rack 1");
  }

  static VmView vm(String name, String state) {
    return vm(name, state, null);
  }

  static VmView vm(String name, String state, @Nullable ProblemView problem) {
    return new VmView(
        "00000000-0000-0000-0000-000000000001",
        name,
        "h1",
        null,
        4,
        state,
        NOW.minusSeconds(65),
        2,
        "max",
        3L << 29,
        "pc-q35-10.0",
        null,
        null,
        List.of(new VmCreate.Disk("shared", "web-1.qcow2", "QCOW2")),
        List.of(new VmCreate.Nic("lan", "52:54:00:00:00:01")),
        null,
        problem,
        "default",
        "prod/db",
        null,
        List.of("gold"),
        "",
        null,
        List.of(),
        new ResourcesView(null, null),
        null);
  }

  static TaskView task(TaskView.State state, @Nullable ProblemView problem) {
    boolean ended = state.hasEnded();
    return new TaskView(
        "t7f3",
        "vm.start",
        "vm",
        "web-1",
        "ann",
        "192.0.2.1",
        state,
        NOW.minusSeconds(7),
        ended ? NOW.minusSeconds(2) : null,
        "the agent carries it out",
        1,
        1,
        state == TaskView.State.SUCCEEDED ? 100 : null,
        false,
        state == TaskView.State.SUCCEEDED ? "VM web-1 is RUNNING." : null,
        problem,
        "r-1");
  }

  static EventView event(long sequence, String action, String message) {
    return new EventView(
        sequence,
        NOW,
        "ann",
        "192.0.2.1",
        action,
        "vm",
        "web-1",
        EventView.Outcome.SUCCEEDED,
        message,
        null,
        null,
        "t7f3",
        "r-1");
  }

  static MigrationView running(String phase, long round, long sentMib, long leftMib) {
    return migration(MigrationView.State.RUNNING, phase, round, sentMib, leftMib, null, null);
  }

  static MigrationView queued() {
    MigrationView like = migration(MigrationView.State.QUEUED, "CHECK", 0, 0, 0, null, null);
    return new MigrationView(
        like.id(),
        like.vm(),
        like.source(),
        like.destination(),
        like.state(),
        like.phase(),
        like.startedAt(),
        null,
        like.progress(),
        null,
        null,
        like.actor(),
        null,
        List.of(),
        null,
        new MigrationView.Queue(2, "host h1 sends m1, m2 already"));
  }

  static MigrationView completed() {
    return migration(
        MigrationView.State.COMPLETED,
        "HANDOVER",
        4,
        492,
        0,
        new MigrationView.Result(5712.4, 123.6, 120.1, 5400, 492L << 20, 4, 131.2, "h3", null),
        null);
  }

  static MigrationView ended(MigrationView.State state, @Nullable ErrorCode code) {
    return migration(
        state,
        "PRECOPY",
        2,
        100,
        50,
        null,
        code == null
            ? null
            : ProblemView.of(new Problem(code, "web-1 stays on h1.", "Try again.")));
  }

  private static MigrationView migration(
      MigrationView.State state,
      String phase,
      long round,
      long sentMib,
      long leftMib,
      MigrationView.@Nullable Result result,
      @Nullable ProblemView problem) {
    return new MigrationView(
        "m7f3",
        "web-1",
        "h1",
        "h2",
        state,
        phase,
        NOW.minusSeconds(7),
        state.hasEnded() ? NOW : null,
        new MigrationView.Progress(
            4200,
            round,
            1L << 30,
            sentMib << 20,
            leftMib << 20,
            round == 0 ? 0 : 118L << 20,
            round == 0 ? 0 : 50L << 20,
            round == 0 ? 0 : 124),
        result,
        problem,
        "ann",
        null,
        List.of(),
        null,
        null);
  }
}
