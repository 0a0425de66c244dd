package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.identity.gate.Accounts;
import io.godwit.manager.identity.oidc.FakeProvider;
import io.godwit.manager.identity.oidc.OidcLogin;
import io.godwit.manager.orchestration.Bench;
import io.godwit.manager.time.Time;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.LoginView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Credentials;
import io.godwit.protocol.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A browser's way through manager and provider. */
@Timeout(60)
final class OidcRoutesTest {
  private final HttpClient browser =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Bench bench;
  private FakeProvider provider;
  private OidcLogin login;
  private RestServer server;
  private URI base;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    provider = new FakeProvider();
    Accounts accounts = TestSites.accounts(bench);
    login = new OidcLogin(provider.config(), accounts, new SecureRandom(), Time.REAL);
    server =
        new RestServer(
            RestAddress.plain("127.0.0.1", 0), TestSites.guarded(bench, accounts, login));
    base = URI.create("http://127.0.0.1:" + server.port());
  }

  @AfterEach
  void stop() {
    browser.close();
    server.close();
    login.close();
    provider.close();
    bench.close();
  }

  private HttpResponse<String> get(String path, String cookie) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aBrowserIsSentThereAndComesBackWithALogin() throws Exception {
    HttpResponse<String> begun = get(ApiPaths.OIDC_LOGIN, "");
    assertThat(begun.statusCode()).isEqualTo(302);
    String set = begun.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(set).contains("HttpOnly").contains("SameSite=Lax").contains("Path=/api/v1/oidc");
    String cookie = set.substring(0, set.indexOf(';'));
    URI there = URI.create(begun.headers().firstValue("Location").orElseThrow());
    Map<String, String> back = provider.logIn(there, Instant.now());
    String callback =
        ApiPaths.OIDC_CALLBACK + "?state=" + back.get("state") + "&code=" + back.get("code");
    HttpResponse<String> finished = get(callback, cookie);
    assertThat(finished.statusCode()).as(finished.body()).isEqualTo(200);
    assertThat(finished.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(finished.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    LoginView view = Json.LENIENT.readValue(finished.body(), LoginView.class);
    try (ApiClient client = new ApiClient(base, new Credentials.Token(view.token()))) {
      assertThat(client.identities().me().user()).isEqualTo("ann@example.org");
      assertThat(client.identities().me().groups()).containsExactly("crew");
    }
    assertThat(refusal(get(callback, cookie))).isEqualTo("OIDC_LOGIN_REFUSED");
  }

  @Test
  void aLinkDoesNotLogAnotherBrowserIn() throws Exception {
    URI there =
        URI.create(get(ApiPaths.OIDC_LOGIN, "").headers().firstValue("Location").orElseThrow());
    Map<String, String> back = provider.logIn(there, Instant.now());
    String callback =
        ApiPaths.OIDC_CALLBACK + "?state=" + back.get("state") + "&code=" + back.get("code");
    assertThat(refusal(get(callback, ""))).isEqualTo("OIDC_LOGIN_REFUSED");
    assertThat(refusal(get(ApiPaths.OIDC_CALLBACK, ""))).isEqualTo("OIDC_LOGIN_REFUSED");
  }

  private static String refusal(HttpResponse<String> response) {
    return Json.LENIENT.readValue(response.body(), ProblemView.class).code();
  }
}
