package io.godwit.manager.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import io.godwit.manager.config.OidcConfig;
import io.godwit.manager.identity.FirstStart;
import io.godwit.manager.identity.Grantee;
import io.godwit.manager.identity.ManualTime;
import io.godwit.manager.identity.MemoryBook;
import io.godwit.manager.identity.People;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.User;
import io.godwit.manager.identity.gate.Accounts;
import io.godwit.manager.identity.gate.Caller;
import io.godwit.manager.identity.gate.Issued;
import io.godwit.manager.identity.oidc.OidcLogin.Begun;
import io.godwit.manager.identity.oidc.OidcLogin.Returned;
import io.godwit.manager.identity.password.Passwords;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.GroupName;
import io.godwit.model.identity.Privilege;
import io.godwit.model.identity.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a provider over real sockets, in virtual time. */
@Timeout(60)
final class OidcLoginTest {
  private static final String HERE = "192.0.2.1";
  private static final Duration SHORT = Duration.ofSeconds(1);

  @TempDir private Path folder;

  private final SecureRandom random = new SecureRandom();
  private final MemoryBook book = new MemoryBook();
  private final ManualTime time = new ManualTime();
  private final Accounts accounts =
      new Accounts(book, Passwords.cheap(random, Time.REAL), random, time, note -> {});
  private FakeProvider provider;
  private OidcLogin login;

  @BeforeEach
  void start() throws IOException {
    provider = new FakeProvider();
    login = login(provider.config());
    accounts.firstStart("the first password");
  }

  private OidcLogin login(OidcConfig config) {
    return new OidcLogin(config, accounts, random, time, SHORT);
  }

  @AfterEach
  void stop() {
    login.close();
    provider.close();
  }

  private Issued logIn() {
    Begun begun = login.begin();
    return login.finish(returned(begun), HERE);
  }

  private Returned returned(Begun begun) {
    Map<String, String> back = provider.logIn(begun.provider(), time.instant());
    return new Returned(back.get("state"), back.get("code"), null, begun.cookie());
  }

  private static String refused(ErrorCode code, Runnable call) {
    GodwitException refused = catchThrowableOfType(GodwitException.class, call::run);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
    return refused.problem().detail();
  }

  private void refusesClaims(String reason, Consumer<JWTClaimsSet.Builder> lie) {
    provider.claims = lie;
    assertThat(refused(ErrorCode.OIDC_LOGIN_REFUSED, this::logIn)).contains(reason);
    assertThat(book.now().users().size()).isEqualTo(1);
  }

  @Test
  void theFirstLoginMakesAUserWhoHasNoRightsButThoseOfTheirGroups() {
    Principal root = Principal.byPassword(FirstStart.ADMIN, HERE);
    accounts.give(root, Grantee.of(new GroupName("crew")), Role.OPERATOR, People.C1);
    Issued issued = logIn();
    User user = issued.user();
    assertThat(user.name().value()).isEqualTo("ann@example.org");
    assertThat(user.displayName()).isEqualTo("Ann");
    assertThat(user.password()).isNull();
    Caller caller = new Caller("Bearer " + issued.text().reveal(), HERE);
    Principal who = accounts.gatekeeper().identify(caller);
    assertThat(accounts.gatekeeper().visible(who, Privilege.VM_MIGRATE).test(People.WEB)).isTrue();
    assertThat(accounts.gatekeeper().visible(who, Privilege.USER_EDIT).test(People.C1)).isFalse();
    provider.claims = all -> all.claim("groups", List.of()).claim("preferred_username", "renamed");
    assertThat(logIn().user().name()).as("known by the account").isEqualTo(user.name());
    assertThat(accounts.gatekeeper().visible(who, Privilege.VM_MIGRATE).test(People.WEB))
        .as("the groups of the last login count")
        .isFalse();
    assertThat(book.now().users().size()).isEqualTo(2);
  }

  @Test
  void asksForWhatItNeedsAndNoSecretIsInTheAddress() {
    Begun begun = login.begin();
    assertThat(begun.provider().toString())
        .startsWith(provider.issuer() + "/authorize?a=b&response_type=code&client_id=godwit")
        .contains("scope=openid+profile")
        .contains("code_challenge_method=S256")
        .doesNotContain(begun.cookie());
    assertThat(begun.toString()).doesNotContain(begun.cookie());
  }

  @Test
  void fetchesDocumentAndKeysOnceAnHour() {
    logIn();
    logIn();
    assertThat(provider.asked)
        .containsExactly("/.well-known/openid-configuration", "/token", "/keys", "/token");
    time.pass(Duration.ofHours(1));
    logIn();
    assertThat(provider.asked.subList(4, 7))
        .containsExactly("/.well-known/openid-configuration", "/token", "/keys");
  }

  @Test
  void aNewKeyIsFetchedWhenATokenIsSignedWithIt() {
    logIn();
    time.pass(Duration.ofMinutes(1));
    provider.key = FakeProvider.rsa("k2");
    provider.published.add(provider.key.toPublicJWK());
    logIn();
    assertThat(provider.asked).filteredOn("/keys"::equals).hasSize(2);
  }

  @Test
  void aKeyThatIsNotPublishedProvesNothing() {
    RSAKey stranger = FakeProvider.rsa("k9");
    provider.key = stranger;
    assertThat(refused(ErrorCode.OIDC_LOGIN_REFUSED, this::logIn)).contains("does not publish");
    refused(ErrorCode.OIDC_LOGIN_REFUSED, this::logIn);
    assertThat(provider.asked).as("not for each token").filteredOn("/keys"::equals).hasSize(1);
  }

  @Test
  void aWrongSignatureProvesNothing() {
    provider.key = FakeProvider.rsa("k1");
    assertThat(refused(ErrorCode.OIDC_LOGIN_REFUSED, this::logIn)).contains("signature is wrong");
    assertThat(book.now().users().size()).isEqualTo(1);
  }

  @Test
  void aTokenThatWasChangedProvesNothing() {
    provider.token =
        token -> {
          String[] parts = token.split("\\.", -1);
          String claims =
              new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                  .replace("Ann@Example.org", "admin");
          return parts[0]
              + "."
              + Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
              + "."
              + parts[2];
        };
    assertThat(refused(ErrorCode.OIDC_LOGIN_REFUSED, this::logIn)).contains("signature is wrong");
  }

  @Test
  void aTokenWithoutSignatureProvesNothing() {
    provider.token =
        token -> {
          try {
            return new PlainJWT(SignedJWT.parse(token).getJWTClaimsSet()).serialize();
          } catch (ParseException impossible) {
            throw new IllegalStateException(impossible);
          }
        };
    assertThat(refused(ErrorCode.OIDC_LOGIN_REFUSED, this::logIn)).contains("no signed token");
    provider.token = token -> "{\\\"alg\\\":\\\"none\\\"}";
    refused(ErrorCode.OIDC_LOGIN_REFUSED, this::logIn);
  }

  /** The public key taken for the secret of an HMAC: the classic confusion. */
  @Test
  void aTokenSignedWithThePublicKeyProvesNothing() {
    provider.token =
        token -> {
          try {
            SignedJWT forged =
                new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(),
                    SignedJWT.parse(token).getJWTClaimsSet());
            forged.sign(new MACSigner(provider.key.toPublicKey().getEncoded()));
            return forged.serialize();
          } catch (ParseException | JOSEException impossible) {
            throw new IllegalStateException(impossible);
          }
        };
    assertThat(refused(ErrorCode.OIDC_LOGIN_REFUSED, this::logIn)).contains("algorithm");
  }

  @Test
  void aTokenForSomeoneElseProvesNothing() {
    refusesClaims("for someone else", all -> all.audience("other"));
    refusesClaims("given to someone else", all -> all.audience(List.of("godwit", "other")));
    refusesClaims("given to someone else", all -> all.claim("azp", "other"));
    refusesClaims("another issuer", all -> all.issuer("https://evil.example"));
    refusesClaims("another login", all -> all.claim("nonce", "other"));
    refusesClaims("another login", all -> all.claim("nonce", null));
    refusesClaims("names nobody", all -> all.subject(null));
    refusesClaims("names nobody", all -> all.subject("x".repeat(256)));
    provider.claims = all -> all.audience(List.of("godwit", "other")).claim("azp", "godwit");
    logIn();
  }

  @Test
  void clocksMayDifferByAMinute() {
    Date early = Date.from(time.instant().minusSeconds(59));
    Date late = Date.from(time.instant().plusSeconds(59));
    provider.claims = all -> all.expirationTime(early);
    logIn();
    provider.claims = all -> all.issueTime(late).notBeforeTime(late);
    logIn();
    Date tooEarly = Date.from(time.instant().minusSeconds(61));
    Date tooLate = Date.from(time.instant().plusSeconds(61));
    for (Consumer<JWTClaimsSet.Builder> lie :
        List.<Consumer<JWTClaimsSet.Builder>>of(
            all -> all.expirationTime(tooEarly),
            all -> all.expirationTime(null),
            all -> all.issueTime(tooLate),
            all -> all.issueTime(null),
            all -> all.notBeforeTime(tooLate))) {
      provider.claims = lie;
      refused(ErrorCode.OIDC_LOGIN_REFUSED, this::logIn);
    }
  }

  @Test
  void aLoginIsFinishedOnceByTheBrowserThatBeganItInTime() {
    Begun begun = login.begin();
    Returned back = returned(begun);
    login.finish(back, HERE);
    refused(ErrorCode.OIDC_LOGIN_REFUSED, () -> login.finish(back, HERE));

    Returned stolen = returned(login.begin());
    String other = login.begin().cookie();
    for (String cookie : new @Nullable String[] {other, null, ""}) {
      refused(
          ErrorCode.OIDC_LOGIN_REFUSED,
          () -> login.finish(new Returned(stolen.state(), stolen.code(), null, cookie), HERE));
    }
    refused(ErrorCode.OIDC_LOGIN_REFUSED, () -> login.finish(stolen, HERE));

    Begun slow = login.begin();
    time.pass(WaitingLogins.PATIENCE);
    refused(ErrorCode.OIDC_LOGIN_REFUSED, () -> login.finish(returned(slow), HERE));
    refused(
        ErrorCode.OIDC_LOGIN_REFUSED,
        () -> login.finish(new Returned(null, null, null, null), HERE));
  }

  @Test
  void aRefusalOfTheProviderIsPassedOnWithoutItsControls() {
    Begun begun = login.begin();
    String state = returned(begun).state();
    assertThat(
            refused(
                ErrorCode.OIDC_LOGIN_REFUSED,
                () ->
                    login.finish(
                        new Returned(state, null, "access\u001b[2Jdenied", begun.cookie()), HERE)))
        .contains("access?[2Jdenied");
    Begun again = login.begin();
    Returned wrongCode = new Returned(returned(again).state(), "nope", null, again.cookie());
    assertThat(refused(ErrorCode.OIDC_LOGIN_REFUSED, () -> login.finish(wrongCode, HERE)))
        .contains("status 400");
  }

  @Test
  void whatIsNoUserNameIsSaidSo() {
    refusesClaims("no user name", all -> all.claim("preferred_username", "Ann Example"));
    refusesClaims("does not tell", all -> all.claim("preferred_username", null));
    refusesClaims("does not tell", all -> all.claim("preferred_username", List.of("a")));
    refusesClaims("not linked", all -> all.claim("preferred_username", "admin"));
  }

  @Test
  void anAddressThatIsNotVerifiedIsNoName() {
    login.close();
    login = login(provider.config("email", Optional.empty()));
    refusesClaims("not verified", all -> all.claim("email", "root@example.org"));
    refusesClaims(
        "not verified",
        all -> all.claim("email", "root@example.org").claim("email_verified", "true"));
    provider.claims = all -> all.claim("email", "ann@example.org").claim("email_verified", true);
    assertThat(logIn().user().name().value()).isEqualTo("ann@example.org");
  }

  @Test
  void whoIsInTooManyGroupsKeepsThoseThatHaveRights() {
    Principal root = Principal.byPassword(FirstStart.ADMIN, HERE);
    accounts.give(root, Grantee.of(new GroupName("g777")), Role.VIEWER, People.C1);
    List<String> many = IntStream.range(0, 1000).mapToObj(i -> "g" + i).toList();
    provider.claims = all -> all.claim("groups", many);
    assertThat(logIn().user().groups()).containsExactly(new GroupName("g777"));
    provider.claims = all -> all.claim("groups", "one");
    assertThat(logIn().user().groups()).containsExactly(new GroupName("one"));
    provider.claims = all -> all.claim("groups", List.of("\n", "", 7));
    assertThat(logIn().user().groups()).containsExactly(new GroupName("7"));
  }

  @Test
  void aClientWithASecretSendsIt() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "s3cret\n");
    login.close();
    login = login(provider.config("preferred_username", Optional.of(file)));
    provider.secret = "s3cret";
    logIn();
    provider.secret = "another";
    assertThat(refused(ErrorCode.OIDC_LOGIN_REFUSED, this::logIn)).contains("status 400");
    Files.delete(file);
    assertThat(refused(ErrorCode.OIDC_UNAVAILABLE, this::logIn)).contains("clientSecretFile");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/.well-known/openid-configuration", "/token", "/keys"})
  void aProviderThatIsSlowOrTalksWithoutEndIsNotWaitedFor(String path) {
    provider.hang(path);
    long before = System.nanoTime();
    assertThat(refused(ErrorCode.OIDC_UNAVAILABLE, this::logIn)).contains("within 1 s");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SHORT.multipliedBy(10));

    time.pass(Duration.ofHours(2));
    provider.instead.put(path, exchange -> "x".repeat(ProviderHttp.MAX_ANSWER_BYTES + 1));
    refused(ErrorCode.OIDC_UNAVAILABLE, this::logIn);

    time.pass(Duration.ofHours(2));
    provider.instead.put(path, OidcLoginTest::drip);
    before = System.nanoTime();
    refused(ErrorCode.OIDC_UNAVAILABLE, this::logIn);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SHORT.multipliedBy(10));

    time.pass(Duration.ofHours(2));
    provider.instead.put(path, exchange -> "<html>");
    refused(ErrorCode.OIDC_UNAVAILABLE, this::logIn);

    time.pass(Duration.ofHours(2));
    provider.instead.remove(path);
    logIn();
  }

  /** Begins an answer and goes on with it for as long as anyone listens. */
  private static String drip(HttpExchange exchange) {
    try {
      exchange.sendResponseHeaders(200, 0);
      while (true) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
        Thread.onSpinWait();
      }
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  @Test
  void aProviderThatIsAwayIsNotAskedByEveryone() {
    provider.close();
    refused(ErrorCode.OIDC_UNAVAILABLE, login::begin);
    long before = System.nanoTime();
    for (int i = 0; i < 1000; i++) {
      refused(ErrorCode.OIDC_UNAVAILABLE, login::begin);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aProviderThatCallsItselfOtherwiseOrPointsElsewhereIsNotBelieved() {
    provider.instead.put(
        "/.well-known/openid-configuration", exchange -> provider.document("https://evil.example"));
    assertThat(refused(ErrorCode.OIDC_UNAVAILABLE, login::begin)).contains("evil.example");
    time.pass(Duration.ofMinutes(1));
    provider.instead.put(
        "/.well-known/openid-configuration",
        exchange ->
            provider
                .document(provider.issuer().toString())
                .replace(provider.issuer() + "/keys", "http://192.0.2.9/keys"));
    assertThat(refused(ErrorCode.OIDC_UNAVAILABLE, login::begin)).contains("jwks_uri");
  }

  @Test
  void aFloodOfBegunLoginsTakesBoundedMemory() {
    Begun first = login.begin();
    Returned back = returned(first);
    for (int i = 0; i < WaitingLogins.MAX; i++) {
      login.begin();
    }
    refused(ErrorCode.OIDC_LOGIN_REFUSED, () -> login.finish(back, HERE));
    logIn();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example.org",
        "ftp://x",
        "https://",
        "https://a@b.c",
        "https://a#b",
        "/x"
      })
  void aProviderInTheClearIsNotConfigured(String issuer) {
    assertThatThrownBy(() ->
            new OidcConfig(
                URI.create(issuer.equals("https://") ? "https:///" : issuer),
                "c",
                Optional.empty(),
                FakeProvider.REDIRECT,
                "a",
                "b",
                List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
