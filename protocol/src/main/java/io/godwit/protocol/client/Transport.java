package io.godwit.protocol.client;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.json.Json;
import io.godwit.protocol.trust.PeerTrust;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Brings requests to the manager that leads and answers back. Whoever leads is found by asking one
 * manager after the other and following those that name another.
 */
final class Transport implements AutoCloseable {
  /** A stop may take as long as the guest's grace; everything else answers in seconds. */
  private static final Duration ANSWER_DEADLINE = Duration.ofMinutes(11);

  /** Another manager leads ten seconds after one was killed; then some for a busy machine. */
  private static final Duration LEADER_DEADLINE = Duration.ofSeconds(20);

  /** How soon somebody who waits finds out whether the manager still lives. */
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(3);

  /** More than one: a busy machine is not a dead one. */
  private static final int MAX_SILENT_PROBES = 2;

  /** Where there is nobody else to ask, patience costs nothing. */
  private static final int MAX_SILENT_PROBES_ALONE = 10;

  private static final Duration LEADER_PAUSE = Duration.ofMillis(250);

  /** From one manager to the leader; a second time if that has changed meanwhile. */
  private static final int MAX_REDIRECTS = 4;

  private final List<URI> servers;
  private final Credentials credentials;
  private final HttpClient http;
  private final Mishaps mishaps = new Mishaps(() -> this.server);

  /** The one that answered last. */
  private volatile URI server;

  /**
   * @param trust whom to believe over {@code https}; the roots of this machine if empty
   */
  Transport(List<URI> servers, Optional<PeerTrust> trust, Credentials credentials) {
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

  /**
   * What is asked, before it is known of whom.
   *
   * @param key under which the manager carries it out once however often it is sent
   * @param match what was read of the object that it edits
   */
  record Ask(
      String method, String path, String body, Optional<String> key, Optional<String> match) {
    static Ask of(String method, String path, @Nullable Object body) {
      return new Ask(
          method,
          path,
          body == null ? "" : Json.LENIENT.writeValueAsString(body),
          Optional.empty(),
          Optional.empty());
    }

    /** The same under a key of its own. Only for calls that take one, see the contract. */
    Ask once() {
      return new Ask(method, path, body, Optional.of(UUID.randomUUID().toString()), match);
    }

    /** The same as an edit of what was read. */
    Ask matching(String etag) {
      return new Ask(method, path, body, key, Optional.of(etag));
    }
  }

  Mishaps mishaps() {
    return mishaps;
  }

  /** Whether there is another manager to ask when one is gone. */
  boolean hasOthers() {
    return servers.size() > 1;
  }

  void nothing(String method, String path, @Nullable Object body) {
    text(send(Ask.of(method, path, body)));
  }

  <T> T get(String path, TypeReference<T> type) {
    return call("GET", path, null, type);
  }

  <T> T call(String method, String path, @Nullable Object body, TypeReference<T> type) {
    return call(Ask.of(method, path, body), type);
  }

  <T> T call(Ask ask, TypeReference<T> type) {
    return parsed(send(ask), type);
  }

  /** An answer with what an edit of it has to name. */
  <T> Versioned<T> versioned(Ask ask, TypeReference<T> type) {
    HttpResponse<InputStream> response = send(ask);
    String etag = response.headers().firstValue("ETag").orElse(Versioned.ANY);
    return new Versioned<>(parsed(response, type), etag);
  }

  private <T> T parsed(HttpResponse<InputStream> response, TypeReference<T> type) {
    String answer = text(response);
    T value;
    try {
      value = Json.LENIENT.readValue(answer, type);
    } catch (JacksonException notOurs) {
      throw mishaps.notGodwit(notOurs);
    }
    if (value == null) {
      throw mishaps.notGodwit(null);
    }
    return value;
  }

  /** An answer as it is. */
  String text(Ask ask) {
    return text(send(ask));
  }

  /**
   * An answer that is no error whatever its status says: a report of what is amiss, say.
   *
   * @param mediaType what such an answer is; anything else is an error as usual
   */
  String report(Ask ask, String mediaType) {
    HttpResponse<InputStream> response = send(ask);
    boolean isReport =
        response.headers().firstValue("Content-Type").orElse("").startsWith(mediaType);
    return isReport ? body(response) : text(response);
  }

  /** An answer that goes on; whoever asked closes it. */
  InputStream open(Ask ask) {
    HttpResponse<InputStream> response = send(ask);
    refuseProblem(response);
    return response.body();
  }

  /** Does not wait for answers that nobody reads any more. */
  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpRequest of(URI at, Ask ask) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at.resolve(ask.path()))
            .method(ask.method(), HttpRequest.BodyPublishers.ofString(ask.body()))
            .header("Content-Type", "application/json")
            .timeout(ANSWER_DEADLINE);
    credentials.header().ifPresent(header -> request.header("Authorization", header));
    ask.match().ifPresent(etag -> request.header("If-Match", etag));
    ask.key().ifPresent(key -> request.header(ApiPaths.IDEMPOTENCY_KEY_HEADER, key));
    return request.build();
  }

  /**
   * Sends it to the manager that leads. A manager that cannot be connected to, or says that nobody
   * leads, has done nothing of it: the others are asked, for as long as an election may take. What
   * has a key is also sent again when its answer was lost on the way: it is carried out once.
   */
  private HttpResponse<InputStream> send(Ask ask) {
    long end = System.nanoTime() + LEADER_DEADLINE.toNanos();
    GodwitException lost = null;
    for (int attempt = 1; ; attempt++) {
      URI asked = server;
      try {
        HttpResponse<InputStream> response = sendOn(of(asked, ask));
        boolean late = System.nanoTime() > end;
        if (!saysNoLeader(response) || (late && lost == null)) {
          return response;
        }
        if (late) {
          discard(response.body());
          throw lost;
        }
      } catch (GodwitException failed) {
        boolean isLost = failed.code() == ErrorCode.OUTCOME_UNKNOWN && ask.key().isPresent();
        if (isLost && lost == null) {
          lost = failed;
          end = System.nanoTime() + LEADER_DEADLINE.toNanos();
        }
        if (!(isLost || isAnotherToAsk(failed))
            || System.nanoTime() > end
            || Thread.currentThread().isInterrupted()) {
          throw lost == null ? failed : lost;
        }
      }
      server = after(asked);
      if (attempt % servers.size() == 0) {
        pause(ask);
      }
    }
  }

  private boolean isAnotherToAsk(GodwitException failed) {
    return failed.code() == ErrorCode.MANAGER_UNREACHABLE
        && (hasOthers() || !servers.contains(server));
  }

  private URI after(URI asked) {
    return servers.get((servers.indexOf(asked) + 1) % servers.size());
  }

  private void pause(Ask ask) {
    try {
      Thread.sleep(LEADER_PAUSE);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw mishaps.unreachable(
          "The call of " + ask.path() + " was interrupted: no answer", cancelled);
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
        throw mishaps.notGodwit(null); // least of all is a secret sent in the clear
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
    CompletableFuture<HttpResponse<InputStream>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    try {
      return awaited(answer, request.uri());
    } catch (ConnectException | HttpConnectTimeoutException notConnected) {
      throw mishaps.unreachable("No answer", notConnected);
    } catch (SSLHandshakeException untrusted) {
      throw mishaps.untrusted(untrusted);
    } catch (IOException broken) {
      throw mishaps.lost(request.method(), "No answer", broken);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw mishaps.lost(request.method(), "The call was interrupted: no answer", cancelled);
    } finally {
      answer.cancel(true);
    }
  }

  /**
   * Waits as long as the manager lives. One that stands still accepts connections and says nothing,
   * for ever; an order may take minutes for good reasons.
   */
  private HttpResponse<InputStream> awaited(
      CompletableFuture<HttpResponse<InputStream>> answer, URI asked)
      throws IOException, InterruptedException {
    int most = hasOthers() ? MAX_SILENT_PROBES : MAX_SILENT_PROBES_ALONE;
    int silent = 0;
    while (silent < most) {
      try {
        return answer.get(PROBE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillWaiting) {
        silent = isAlive(asked) ? 0 : silent + 1;
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof IOException broken) {
          throw broken;
        }
        throw new IOException(failed.getCause());
      }
    }
    throw new IOException("it does not even say that it lives");
  }

  private boolean isAlive(URI asked) throws InterruptedException {
    HttpRequest probe =
        HttpRequest.newBuilder(asked.resolve(ApiPaths.HEALTH)).timeout(PROBE_INTERVAL).build();
    try {
      http.send(probe, HttpResponse.BodyHandlers.discarding());
      return true;
    } catch (IOException silent) {
      return false;
    }
  }

  private String text(HttpResponse<InputStream> response) {
    refuseProblem(response);
    return body(response);
  }

  private String body(HttpResponse<InputStream> response) {
    String method = response.request().method();
    try (InputStream in = response.body()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (InterruptedIOException cancelled) {
      Thread.currentThread().interrupt();
      throw mishaps.lost(method, "The call was interrupted: no whole answer", cancelled);
    } catch (IOException broken) {
      throw mishaps.lost(method, "No whole answer", broken);
    }
  }

  private void refuseProblem(HttpResponse<InputStream> response) {
    // A manager never answers with a page; whatever does has done nothing of what was asked.
    boolean page = response.headers().firstValue("Content-Type").orElse("").startsWith("text/html");
    if (response.statusCode() < 300 && !page) {
      return;
    }
    throw mishaps.problem(body(response)).asException();
  }
}
