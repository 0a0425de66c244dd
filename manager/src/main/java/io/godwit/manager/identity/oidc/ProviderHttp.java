package io.godwit.manager.identity.oidc;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks the provider, for a short time and for a short answer. */
final class ProviderHttp implements AutoCloseable {
  /** Keys and documents are some kilobytes. */
  static final int MAX_ANSWER_BYTES = 1024 * 1024;

  private final Duration patience;
  private final HttpClient http;

  /** An answer, whatever it says. */
  record Answer(int status, String body) {}

  /**
   * @param patience for the whole of an answer
   */
  ProviderHttp(Duration patience) {
    this.patience = patience;
    // Redirects are not followed: what is fetched is where the provider said it is.
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Reads a document.
   *
   * @throws GodwitException OIDC_UNAVAILABLE
   */
  String get(URI at) {
    Answer answer = send(HttpRequest.newBuilder(at).header("Accept", "application/json").build());
    if (answer.status() != 200) {
      throw unavailable(at + " answered with status " + answer.status() + ".", null);
    }
    return answer.body();
  }

  /** Sends a form. */
  Answer post(URI to, String form, Optional<String> authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return send(request.build());
  }

  private Answer send(HttpRequest request) {
    // The client's own timeouts end with the head of an answer; this one is for all of it.
    CompletableFuture<HttpResponse<String>> sent =
        http.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_ANSWER_BYTES));
    try {
      HttpResponse<String> response = sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), response.body());
    } catch (TimeoutException late) {
      sent.cancel(true);
      throw unavailable(
          request.uri() + " did not answer within " + patience.toSeconds() + " s.", late);
    } catch (ExecutionException broken) {
      throw unavailable(request.uri() + " did not answer as it should.", broken);
    } catch (InterruptedException cancelled) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw unavailable(request.uri() + " was not waited for.", cancelled);
    }
  }

  static GodwitException unavailable(String detail, @Nullable Exception cause) {
    Problem problem =
        new Problem(
            ErrorCode.OIDC_UNAVAILABLE,
            "The identity provider cannot be used: " + detail + " Nobody was logged in.",
            "Try again; if it stays, check that the manager reaches the provider.");
    return cause == null ? problem.asException() : new GodwitException(problem, cause);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
