package io.godwit.protocol.api;

/**
 * A user's account at the identity provider.
 *
 * @param issuer the provider, as its configuration names itself
 * @param subject the account, unique there
 */
public record OidcAccountView(String issuer, String subject) {}
