package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.orchestration.Bench;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ContractPageTest {
  private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  private Bench bench;
  private RestServer server;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    server = new RestServer(RestAddress.plain("127.0.0.1", 0), TestSites.open(bench));
  }

  @AfterEach
  void stop() {
    http.close();
    bench.close();
    server.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void everyWayToThePageLeadsThere() throws Exception {
    for (String path : List.of("/", "/api", "/api/", "/api/v1", "/api/v1/")) {
      HttpResponse<String> page = get(path);
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.body()).as(path).contains("<title>Godwit API</title>");
    }
  }

  @Test
  void whatThePageNeedsComesFromTheManagerAndNobodyElse() throws Exception {
    HttpResponse<String> page = get("/api");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'")
        .doesNotContain("unsafe");
    List<String> links =
        LINK.matcher(page.body()).results().map((MatchResult link) -> link.group(1)).toList();
    assertThat(links).hasSize(6).allMatch(link -> link.startsWith("/"));
    for (String link : links) {
      HttpResponse<String> file = get(link);
      assertThat(file.statusCode()).as(link).isEqualTo(200);
      assertThat(file.body()).as(link).isNotEmpty();
    }
    assertThat(get(links.getFirst().replace("favicon", "no")).statusCode()).isEqualTo(404);
  }
}
