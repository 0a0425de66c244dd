package io.godwit.manager.rest;

import io.godwit.manager.identity.oidc.OidcLogin;
import io.godwit.manager.rest.Sites.Site;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.ApiPaths;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Logins at an identity provider, as browsers do them. */
final class OidcRoutes {
  private static final String COOKIE = "godwit-oidc";

  private final Supplier<Site> site;

  OidcRoutes(Supplier<Site> site) {
    this.site = site;
  }

  List<Route> routes() {
    return List.of(
        Route.get(ApiPaths.OIDC_LOGIN, new Access.Open(), this::begin),
        Route.get(ApiPaths.OIDC_CALLBACK, new Access.Open(), this::finish));
  }

  private OidcLogin oidc() {
    return site.get()
        .oidc()
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.OIDC_NOT_CONFIGURED,
                "This manager knows no identity provider; nobody was logged in.",
                "Log in with a password, or add 'oidc' to the manager's configuration."));
  }

  /**
   * The cookie ties the login to this browser: nobody can be logged in as someone else by a link.
   */
  private void begin(Context request) {
    OidcLogin.Begun begun = oidc().begin();
    request
        .status(HttpStatus.FOUND)
        .header(Header.CACHE_CONTROL, "no-store")
        .header(Header.LOCATION, begun.provider().toString())
        .header(Header.SET_COOKIE, cookie(begun.cookie(), OidcLogin.patience(), request));
  }

  private void finish(Context request) {
    request.header(Header.SET_COOKIE, cookie("", Duration.ZERO, request));
    OidcLogin.Returned returned =
        new OidcLogin.Returned(
            request.queryParam("state"),
            request.queryParam("code"),
            request.queryParam("error"),
            request.cookie(COOKIE));
    Answers.secret(request, IdentityViews.login(oidc().finish(returned, request.ip())));
  }

  private static String cookie(String value, Duration age, Context request) {
    return COOKIE
        + "="
        + value
        + "; Path=/api/v1/oidc; HttpOnly; SameSite=Lax; Max-Age="
        + age.toSeconds()
        + (request.scheme().equals("https") ? "; Secure" : "");
  }
}
