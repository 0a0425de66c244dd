package io.godwit.manager.power;

import io.godwit.model.host.HostId;
import io.godwit.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A baseboard controller that speaks Redfish (DMTF DSP0266): {@code PowerState} and {@code
 * ComputerSystem.Reset} of its one system, over HTTPS. The controller is known by an authority that
 * this machine trusts, or by the digest of its certificate; a password is sent to nobody else.
 */
final class RedfishSwitch implements PowerSwitch {
  private static final String SYSTEMS = "/redfish/v1/Systems";

  /** A system with everything in it is some tens of kilobytes. */
  private static final int MAX_ANSWER_BYTES = 1024 * 1024;

  private final HostId host;
  private final Login login;
  private final CertificateTrust trust;
  private final Duration deadline;

  /**
   * @param deadline for each request
   */
  RedfishSwitch(HostId host, Login login, CertificateTrust trust, Duration deadline) {
    this.host = host;
    this.login = login;
    this.trust = trust;
    this.deadline = deadline;
  }

  @Override
  public String description() {
    return "redfish at " + login.address();
  }

  @Override
  public PowerState state() throws InterruptedException {
    String what = "ask for the power of " + host + " by " + description();
    try (HttpClient http = client()) {
      String said = system(http, what).path("PowerState").asString("");
      return switch (said) {
        case "On", "PoweringOff" -> PowerState.ON;
        case "Off", "PoweringOn" -> PowerState.OFF;
        default -> PowerState.UNKNOWN;
      };
    }
  }

  @Override
  public void on() throws InterruptedException {
    reset("On", "switch " + host + " on by " + description());
  }

  @Override
  public void off() throws InterruptedException {
    reset("GracefulShutdown", "switch " + host + " off by " + description());
  }

  private void reset(String type, String what) throws InterruptedException {
    try (HttpClient http = client()) {
      String target =
          system(http, what)
              .path("Actions")
              .path("#ComputerSystem.Reset")
              .path("target")
              .asString("");
      if (!target.startsWith("/")) {
        throw PowerFailure.of(what, "it names no place to order a reset at");
      }
      send(
          http,
          what,
          request(target, what)
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      Json.STRICT.writeValueAsString(Map.of("ResetType", type))))
              .build());
    }
  }

  private JsonNode system(HttpClient http, String what) throws InterruptedException {
    JsonNode members = get(http, what, SYSTEMS).path("Members");
    if (members.size() != 1) {
      throw PowerFailure.of(what, "it has " + members.size() + " systems, and not one");
    }
    String path = members.get(0).path("@odata.id").asString("");
    if (!path.startsWith("/")) {
      throw PowerFailure.of(what, "it does not say where its system is");
    }
    return get(http, what, path);
  }

  private JsonNode get(HttpClient http, String what, String path) throws InterruptedException {
    String body = send(http, what, request(path, what).GET().build());
    try {
      return Json.LENIENT.readTree(body);
    } catch (JacksonException malformed) {
      throw PowerFailure.of(what, path + " is not the JSON it should be");
    }
  }

  private HttpRequest.Builder request(String path, String what) {
    String secret = login.user() + ":" + login.password(what);
    return HttpRequest.newBuilder(URI.create("https://" + login.address() + path))
        .header("Accept", "application/json")
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
  }

  /** Redirects are not followed: they would take the password elsewhere. */
  private HttpClient client() {
    return HttpClient.newBuilder()
        .connectTimeout(deadline)
        .followRedirects(HttpClient.Redirect.NEVER)
        .sslContext(trust.context())
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  private String send(HttpClient http, String what, HttpRequest request)
      throws InterruptedException {
    CompletableFuture<HttpResponse<String>> sent =
        http.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_ANSWER_BYTES));
    try {
      HttpResponse<String> answer = sent.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.statusCode() / 100 != 2) {
        throw PowerFailure.of(
            what, request.uri().getPath() + " answered with status " + answer.statusCode());
      }
      return answer.body();
    } catch (TimeoutException late) {
      throw PowerFailure.of(
          what, request.uri().getPath() + " did not answer within " + deadline.toSeconds() + " s");
    } catch (ExecutionException broken) {
      throw PowerFailure.of(what, reason(broken));
    } finally {
      sent.cancel(true);
    }
  }

  private String reason(ExecutionException broken) {
    Optional<String> stranger = trust.stranger();
    return stranger.isPresent()
        ? "its certificate is not trusted; the SHA-256 of the one it shows is " + stranger.get()
        : "it does not answer as it should (" + cause(broken) + ")";
  }

  private static Throwable cause(ExecutionException broken) {
    Throwable cause = broken.getCause();
    return cause instanceof IOException io && io.getCause() != null ? io.getCause() : broken;
  }
}
