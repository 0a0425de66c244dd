package io.godwit.manager.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.godwit.manager.config.OidcConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An identity provider over real sockets, honest until it is told otherwise. */
public final class FakeProvider implements AutoCloseable {
  public static final String CLIENT = "godwit";
  public static final URI REDIRECT = URI.create("http://127.0.0.1:1/api/v1/oidc/callback");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();

  /** Paths that were asked for. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** The keys it publishes. */
  final List<JWK> published = new CopyOnWriteArrayList<>();

  /** What answers a path instead. */
  final Map<String, Function<HttpExchange, String>> instead = new ConcurrentHashMap<>();

  volatile RSAKey key = rsa("k1");

  /** The last change of an ID token's claims. */
  volatile Consumer<JWTClaimsSet.Builder> claims = all -> {};

  /** Makes something else of a finished ID token. */
  volatile UnaryOperator<String> token = same -> same;

  volatile Instant now = Instant.EPOCH;
  volatile String secret = "";

  public FakeProvider() throws IOException {
    published.add(key.toPublicJWK());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public URI issuer() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/realm");
  }

  public OidcConfig config() {
    return config("preferred_username", Optional.empty());
  }

  OidcConfig config(String usernameClaim, Optional<Path> clientSecretFile) {
    return new OidcConfig(
        issuer(), CLIENT, clientSecretFile, REDIRECT, usernameClaim, "groups", List.of("profile"));
  }

  /** As of whoever is sent there: logs in, and comes back with what is in the query. */
  public Map<String, String> logIn(URI sentTo, Instant at) {
    now = at;
    Map<String, String> query = fields(sentTo.getRawQuery());
    String code = "code" + codes.size();
    codes.put(code, query);
    return Map.of("state", query.getOrDefault("state", ""), "code", code);
  }

  /** Answers nothing until the end. */
  void hang(String path) {
    instead.put(
        path,
        exchange -> {
          try {
            closing.await(60, TimeUnit.SECONDS);
          } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
          }
          return "";
        });
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().replace("/realm", "");
      asked.add(path);
      Function<HttpExchange, String> other = instead.get(path);
      String body;
      int status = 200;
      if (other != null) {
        body = other.apply(exchange);
      } else if (path.equals("/.well-known/openid-configuration")) {
        body = document(issuer().toString());
      } else if (path.equals("/keys")) {
        body = new JWKSet(new ArrayList<>(published)).toString(true);
      } else if (path.equals("/token")) {
        String redeemed = redeem(exchange);
        status = redeemed.isEmpty() ? 400 : 200;
        body =
            redeemed.isEmpty()
                ? "{\"error\":\"invalid_grant\"}"
                : "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"id_token\":\""
                    + redeemed
                    + "\"}";
      } else {
        status = 404;
        body = "{}";
      }
      byte[] content = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    }
  }

  String document(String named) {
    return ("{'issuer':'%1$s','authorization_endpoint':'%2$s/authorize?a=b',"
            + "'token_endpoint':'%2$s/token','jwks_uri':'%2$s/keys'}")
        .replace('\'', '"')
        .formatted(named, issuer());
  }

  /** As a provider has to: the code once, for the client, the address and the verifier. */
  private String redeem(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Map<String, String> begun = codes.remove(form.getOrDefault("code", ""));
    String expected =
        secret.isEmpty()
            ? ""
            : "Basic "
                + Base64.getEncoder()
                    .encodeToString((CLIENT + ":" + secret).getBytes(StandardCharsets.UTF_8));
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    boolean right =
        begun != null
            && expected.equals(authorization == null ? "" : authorization)
            && "authorization_code".equals(form.get("grant_type"))
            && CLIENT.equals(form.get("client_id"))
            && REDIRECT.toString().equals(form.get("redirect_uri"))
            && "S256".equals(begun.get("code_challenge_method"))
            && sha256(form.getOrDefault("code_verifier", "")).equals(begun.get("code_challenge"));
    return right ? token.apply(idToken(begun.getOrDefault("nonce", ""))) : "";
  }

  private String idToken(String nonce) {
    JWTClaimsSet.Builder all =
        new JWTClaimsSet.Builder()
            .issuer(issuer().toString())
            .audience(CLIENT)
            .subject("subject-1")
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("nonce", nonce)
            .claim("preferred_username", "Ann@Example.org")
            .claim("name", "Ann")
            .claim("groups", List.of("crew"));
    claims.accept(all);
    return sign(all.build(), key);
  }

  static String sign(JWTClaimsSet claims, RSAKey key) {
    try {
      JWSSigner signer = new RSASSASigner(key);
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
      SignedJWT signed = new SignedJWT(header, claims);
      signed.sign(signer);
      return signed.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, String> fields(String form) {
    Map<String, String> fields = new HashMap<>();
    for (String field : form.split("&", -1)) {
      String[] parts = field.split("=", 2);
      fields.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return fields;
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.close();
  }
}
