package io.godwit.manager.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An identity provider that people may log in at (OpenID Connect).
 *
 * @param issuer as the provider names itself; what it publishes lies below
 * @param clientId what the provider knows this data center as
 * @param clientSecretFile has the secret that goes with it; none for a public client
 * @param redirect where the provider sends people back to: this manager's {@code
 *     /api/v1/oidc/callback} as browsers reach it, and as the provider has it registered
 * @param usernameClaim becomes the user's name, in lower case
 * @param groupsClaim becomes the user's groups
 * @param scopes what is asked for; {@code openid} always is
 */
public record OidcConfig(
    URI issuer,
    String clientId,
    Optional<Path> clientSecretFile,
    URI redirect,
    String usernameClaim,
    String groupsClaim,
    List<String> scopes) {
  private static final String OPENID = "openid";

  public OidcConfig {
    requireSafe("issuer", issuer);
    requireSafe("redirect", redirect);
    if (clientId.isBlank() || usernameClaim.isBlank() || groupsClaim.isBlank()) {
      throw new IllegalArgumentException("key 'oidc': a value is blank");
    }
    if (scopes.stream().anyMatch(scope -> !scope.matches("[!#-\\[\\]-~]+"))) {
      throw new IllegalArgumentException("key 'oidc': a scope is a word without spaces");
    }
    scopes = scopes.contains(OPENID) ? List.copyOf(scopes) : with(scopes);
  }

  private static List<String> with(List<String> scopes) {
    List<String> all = new ArrayList<>(List.of(OPENID));
    all.addAll(scopes);
    return List.copyOf(all);
  }

  /** The keys as they are written. */
  record Form(
      @Nullable String issuer,
      @Nullable String clientId,
      @Nullable String clientSecretFile,
      @Nullable String redirect,
      @Nullable String usernameClaim,
      @Nullable String groupsClaim,
      @Nullable List<String> scopes) {
    OidcConfig read() {
      return new OidcConfig(
          uri("issuer", issuer),
          required("clientId", clientId),
          Optional.ofNullable(clientSecretFile).map(Path::of),
          uri("redirect", redirect),
          usernameClaim == null ? "preferred_username" : usernameClaim,
          groupsClaim == null ? "groups" : groupsClaim,
          scopes == null ? List.of("profile", "email") : scopes);
    }

    private static URI uri(String key, @Nullable String text) {
      return URI.create(required(key, text));
    }

    private static String required(String key, @Nullable String text) {
      if (text == null) {
        throw new IllegalArgumentException("key 'oidc." + key + "' is missing");
      }
      return text;
    }
  }

  /** Keys of the provider and tokens of people are not fetched in the clear from elsewhere. */
  public static boolean isSafe(URI uri) {
    String host = uri.getHost();
    if (host == null || uri.getUserInfo() != null || uri.getFragment() != null) {
      return false;
    }
    return "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && isLoopback(host));
  }

  private static boolean isLoopback(String host) {
    try {
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      return host.equals("localhost") || InetAddress.ofLiteral(bare).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  private static void requireSafe(String key, URI uri) {
    if (!isSafe(uri)) {
      throw new IllegalArgumentException(
          "key 'oidc." + key + "' is an https address; http is for this machine alone");
    }
  }
}
