package io.godwit.manager.identity.oidc;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import io.godwit.manager.config.OidcConfig;
import io.godwit.manager.identity.Grantee;
import io.godwit.manager.identity.SecretDigest;
import io.godwit.manager.identity.User;
import io.godwit.manager.identity.gate.Accounts;
import io.godwit.manager.identity.gate.Issued;
import io.godwit.manager.identity.gate.Secrets;
import io.godwit.manager.identity.oidc.IdTokens.Expected;
import io.godwit.manager.identity.oidc.WaitingLogins.Waiting;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Logs people in at an identity provider. Safe for use by several threads. */
public final class OidcLogin implements AutoCloseable {
  /** A browser waits while we ask the provider. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Providers change keys rarely and announce new ones before they use them. */
  private static final Duration KEPT = Duration.ofHours(1);

  /** Keys are fetched anew for a key nobody knows, but not for each of a flood of them. */
  private static final Duration KEYS_AT_LEAST = Duration.ofSeconds(30);

  private static final int MAX_SECRET_BYTES = 8192;
  private static final Logger LOG = LoggerFactory.getLogger(OidcLogin.class);

  private final OidcConfig config;
  private final Accounts accounts;
  private final Secrets secrets;
  private final Time time;
  private final ProviderHttp http;
  private final Kept<Provider> provider;
  private final Kept<JWKSet> keys;
  private final WaitingLogins waiting = new WaitingLogins();

  /**
   * @param random a secure one
   */
  public OidcLogin(OidcConfig config, Accounts accounts, RandomGenerator random, Time time) {
    this(config, accounts, random, time, PATIENCE);
  }

  OidcLogin(
      OidcConfig config, Accounts accounts, RandomGenerator random, Time time, Duration patience) {
    this.config = config;
    this.accounts = accounts;
    this.secrets = new Secrets(random);
    this.time = time;
    this.http = new ProviderHttp(patience);
    this.provider =
        new Kept<>(
            time,
            KEPT,
            () -> Provider.read(config.issuer(), http.get(Provider.document(config.issuer()))));
    this.keys = new Kept<>(time, KEPT, () -> readKeys(http.get(provider.get().keys())));
  }

  /**
   * A login that was begun.
   *
   * @param provider where to send the browser
   * @param cookie for the browser to keep until it comes back; a secret
   */
  public record Begun(URI provider, String cookie) {
    @Override
    public String toString() {
      return "Begun[hidden]";
    }
  }

  /**
   * What a browser brings back from the provider.
   *
   * @param error why the provider did not log anyone in
   * @param cookie what the browser was given to keep
   */
  public record Returned(
      @Nullable String state,
      @Nullable String code,
      @Nullable String error,
      @Nullable String cookie) {
    @Override
    public String toString() {
      return "Returned[hidden]";
    }
  }

  /** How long a browser keeps its cookie. */
  public static Duration patience() {
    return WaitingLogins.PATIENCE;
  }

  /**
   * Begins a login.
   *
   * @throws GodwitException OIDC_UNAVAILABLE
   */
  public Begun begin() {
    URI there = provider.get().authorization();
    String state = secrets.base62();
    String nonce = secrets.base62();
    String verifier = secrets.base62();
    String cookie = secrets.base62();
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", config.clientId());
    query.put("redirect_uri", config.redirect().toString());
    query.put("scope", String.join(" ", config.scopes()));
    query.put("state", state);
    query.put("nonce", nonce);
    query.put("code_challenge", challenge(verifier));
    query.put("code_challenge_method", "S256");
    waiting.add(
        state,
        new Waiting(
            nonce,
            verifier,
            SecretDigest.of(cookie),
            time.nanos() + WaitingLogins.PATIENCE.toNanos()));
    String separator = there.getRawQuery() == null ? "?" : "&";
    return new Begun(URI.create(there + separator + form(query)), cookie);
  }

  /**
   * Ends a login.
   *
   * @param address where the browser is
   * @throws GodwitException OIDC_LOGIN_REFUSED or OIDC_UNAVAILABLE
   */
  public Issued finish(Returned returned, String address) {
    String state = Objects.requireNonNullElse(returned.state(), "");
    String cookie = Objects.requireNonNullElse(returned.cookie(), "");
    Optional<Waiting> login = waiting.take(state, cookie, time.nanos());
    if (login.isEmpty()) {
      throw refused(
          "This login was not begun in this browser, was begun more than ten minutes ago, or has"
              + " been finished already.");
    }
    if (returned.error() != null) {
      throw refused("The identity provider says '" + Provider.printable(returned.error()) + "'.");
    }
    if (returned.code() == null) {
      throw refused("The identity provider sent no code.");
    }
    try {
      return finish(login.get(), returned.code(), address);
    } catch (GodwitException failed) {
      LOG.info("a login at {} failed: {}", config.issuer(), failed.problem());
      throw failed;
    }
  }

  private Issued finish(Waiting login, String code, String address) {
    String token = redeem(code, login.verifier());
    JWKSet published = keys.get();
    if (!IdTokens.hasKey(token, published)) {
      published = keys.fresherThan(KEYS_AT_LEAST);
    }
    Expected expected = new Expected(config.issuer().toString(), config.clientId(), login.nonce());
    JWTClaimsSet claims = IdTokens.check(token, published, expected, time.instant());
    User told =
        Claims.user(
            config,
            claims,
            group -> !accounts.now().grantsOf(Grantee.of(group)).isEmpty(),
            time.instant());
    return accounts.login(Objects.requireNonNull(told.account()), told, address);
  }

  /** Gives the code for an ID token. Other tokens that come with it are not looked at. */
  private String redeem(String code, String verifier) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("grant_type", "authorization_code");
    fields.put("code", code);
    fields.put("redirect_uri", config.redirect().toString());
    fields.put("client_id", config.clientId());
    fields.put("code_verifier", verifier);
    ProviderHttp.Answer answer =
        http.post(provider.get().token(), form(fields), config.clientSecretFile().map(this::basic));
    String token;
    try {
      token = Json.STRICT.readTree(answer.body()).path("id_token").asString("");
    } catch (JacksonException notJson) {
      throw ProviderHttp.unavailable("its answer to the code is not JSON.", notJson);
    }
    if (answer.status() >= 400 && answer.status() < 500) {
      throw refused("The identity provider refuses the code, status " + answer.status() + ".");
    }
    if (answer.status() != 200 || token.isEmpty()) {
      throw ProviderHttp.unavailable("it answered the code without an ID token.", null);
    }
    return token;
  }

  /** Read each time, so that a new secret needs no restart. */
  private String basic(Path file) {
    try {
      if (Files.size(file) > MAX_SECRET_BYTES) {
        throw ProviderHttp.unavailable("oidc.clientSecretFile is too long for a secret.", null);
      }
      String secret = Files.readString(file).strip();
      // RFC 6749, 2.3.1: both are form-encoded before they are joined.
      String pair = encoded(config.clientId()) + ":" + encoded(secret);
      byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(bytes);
    } catch (IOException unreadable) {
      throw ProviderHttp.unavailable("oidc.clientSecretFile cannot be read.", unreadable);
    }
  }

  private static JWKSet readKeys(String document) {
    try {
      return JWKSet.parse(document);
    } catch (ParseException | IllegalArgumentException notKeys) {
      throw ProviderHttp.unavailable("its keys cannot be read.", notKeys);
    }
  }

  private static String challenge(String verifier) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static GodwitException refused(String detail) {
    return new GodwitException(
        ErrorCode.OIDC_LOGIN_REFUSED,
        detail + " Nobody was logged in.",
        "Begin again at /api/v1/oidc/login.");
  }

  @Override
  public void close() {
    http.close();
  }
}
