package io.godwit.protocol.trust;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents one credential, which may be replaced while connections stand and while they are made: a
 * handshake that has begun with the older one ends with it.
 */
public final class RotatingKey extends X509ExtendedKeyManager {
  /** A handshake asks for key and chain in two calls; the older one is there for those between. */
  private record Held(Credential newest, @Nullable Credential older) {}

  private volatile Held held;

  public RotatingKey(Credential credential) {
    this.held = new Held(credential, null);
  }

  /** What new connections present. */
  public Credential credential() {
    return held.newest();
  }

  /** New connections present this one from now on. */
  public synchronized void turn(Credential fresh) {
    held = new Held(fresh, held.newest());
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(keyType);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = choose(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return getClientAliases(keyType, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Credential named = named(alias);
    return named == null ? null : named.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Credential named = named(alias);
    return named == null ? null : named.key();
  }

  private @Nullable String choose(String... keyTypes) {
    Credential newest = credential();
    for (String type : keyTypes) {
      if (type.equals(newest.key().getAlgorithm())) {
        return newest.serial();
      }
    }
    return null;
  }

  private @Nullable Credential named(String alias) {
    Held now = held;
    if (now.newest().serial().equals(alias)) {
      return now.newest();
    }
    Credential older = now.older();
    return older != null && older.serial().equals(alias) ? older : null;
  }
}
