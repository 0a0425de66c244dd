package io.godwit.manager.identity.oidc;

import io.godwit.manager.config.OidcConfig;
import io.godwit.protocol.json.Json;
import java.net.URI;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a provider publishes of itself (OpenID Connect Discovery 1.0).
 *
 * @param authorization where people log in
 * @param token where a code becomes an ID token
 * @param keys where its keys are
 */
record Provider(URI authorization, URI token, URI keys) {
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  /** Where the document is. */
  static URI document(URI issuer) {
    String text = issuer.toString();
    String base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    return URI.create(base + WELL_KNOWN);
  }

  /**
   * Reads the document.
   *
   * @throws io.godwit.model.error.GodwitException OIDC_UNAVAILABLE if it is not what it should be
   */
  static Provider read(URI issuer, String document) {
    JsonNode tree;
    try {
      tree = Json.STRICT.readTree(document);
    } catch (JacksonException notJson) {
      throw ProviderHttp.unavailable("its configuration is not JSON.", notJson);
    }
    String named = tree.path("issuer").asString("");
    if (!named.equals(issuer.toString())) {
      throw ProviderHttp.unavailable(
          "it calls itself '" + printable(named) + "', and is configured as '" + issuer + "'.",
          null);
    }
    return new Provider(
        address(tree, "authorization_endpoint"),
        address(tree, "token_endpoint"),
        address(tree, "jwks_uri"));
  }

  private static URI address(JsonNode tree, String key) {
    String text = tree.path(key).asString("");
    try {
      URI address = URI.create(text);
      if (OidcConfig.isSafe(address)) {
        return address;
      }
    } catch (IllegalArgumentException notOne) {
      throw ProviderHttp.unavailable("its " + key + " is not an address.", notOne);
    }
    throw ProviderHttp.unavailable("its " + key + " is not an https address.", null);
  }

  /** Words of the provider in a sentence of ours: short, and without what moves a cursor. */
  static String printable(String text) {
    String safe = text.replaceAll("[^\\x20-\\x7e]", "?");
    return safe.length() <= 100 ? safe : safe.substring(0, 100) + "...";
  }
}
