package io.godwit.manager.rest;

import io.godwit.protocol.api.ApiPaths;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;

/**
 * The contract, and a page to read it and try calls on: Swagger UI out of its jar, for everybody as
 * the contract is. Whoever tries a call brings a token; the page keeps it as long as it is open.
 */
final class ContractPage {
  private static final String CONTRACT = "/io/godwit/protocol/api/openapi.yaml";
  private static final String PAGE = "/api";
  private static final String LIBRARY = "/META-INF/resources/webjars/swagger-ui/";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLES = "text/css; charset=utf-8";

  /** The page's own scripts, styles and calls, and nothing from or to anywhere else. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
          + " data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  /** Files have the library's version in their path: what is behind a path stays the same. */
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final BooleanSupplier isElsewhere;
  private final String version = version();
  private final byte[] contract = read(CONTRACT);
  private final byte[] page =
      new String(read("page.html"), StandardCharsets.UTF_8)
          .replace("VERSION", version)
          .getBytes(StandardCharsets.UTF_8);

  private final Map<String, Asset> assets =
      Map.of(
          "page.js", new Asset(JAVASCRIPT, "page.js"),
          "page.css", new Asset(STYLES, "page.css"),
          "swagger-ui.css", library(STYLES, "swagger-ui.css"),
          "swagger-ui-bundle.js", library(JAVASCRIPT, "swagger-ui-bundle.js"),
          "favicon-32x32.png", library("image/png", "favicon-32x32.png"));

  /**
   * @param isElsewhere whether calls are answered by another manager, which is known: a browser
   *     does not follow them there from here
   */
  ContractPage(BooleanSupplier isElsewhere) {
    this.isElsewhere = isElsewhere;
  }

  private record Asset(String type, String resource) {}

  private Asset library(String type, String name) {
    return new Asset(type, LIBRARY + version + "/" + name);
  }

  /** What is a part of the API. */
  Route contract() {
    return Route.get(ApiPaths.OPENAPI, new Access.Open(), this::openapi);
  }

  /** What is for people, and therefore not in the contract. */
  List<Route> pages() {
    return List.of(
        Route.get("/", new Access.Open(), request -> request.redirect(PAGE, HttpStatus.FOUND)),
        Route.get(PAGE, new Access.Open(), this::page),
        Route.get(ApiPaths.BASE, new Access.Open(), this::page),
        Route.get(PAGE + "/page/" + version + "/{file}", new Access.Open(), this::asset));
  }

  private void openapi(Context request) {
    request.contentType("application/yaml").result(contract);
  }

  private void page(Context request) {
    if (isElsewhere.getAsBoolean()) {
      throw new Elsewhere();
    }
    request
        .contentType("text/html; charset=utf-8")
        .header(Header.CACHE_CONTROL, "no-cache")
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .result(page);
  }

  private void asset(Context request) {
    Asset asset = assets.get(request.pathParam("file"));
    if (asset == null) {
      request.status(HttpStatus.NOT_FOUND);
      return;
    }
    request
        .contentType(asset.type())
        .header(Header.CACHE_CONTROL, FOR_EVER)
        .header("X-Content-Type-Options", "nosniff")
        .result(read(asset.resource()));
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in =
        ContractPage.class.getResourceAsStream(
            "/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      if (in == null) {
        throw new IllegalStateException("Swagger UI is not there");
      }
      properties.load(in);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return properties.getProperty("version");
  }

  private static byte[] read(String resource) {
    try (InputStream in = ContractPage.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
