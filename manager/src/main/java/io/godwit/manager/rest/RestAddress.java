package io.godwit.manager.rest;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where the API is served, and whether it is encrypted.
 *
 * @param port 0 takes a free one
 * @param tls null where nobody but this machine listens
 */
public record RestAddress(String host, int port, @Nullable SSLContext tls) {
  public static RestAddress plain(String host, int port) {
    return new RestAddress(host, port, null);
  }
}
