package io.godwit.protocol.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a caller proves with who it is. Never shown by {@code toString}. */
public sealed interface Credentials {
  /** The header {@code Authorization}, if there is one. */
  Optional<String> header();

  /** A token, or nothing if {@code text} is null or blank. */
  static Credentials ofToken(@Nullable String text) {
    return text == null || text.isBlank() ? new None() : new Token(text.strip());
  }

  /** Nothing: only what is open to all can be called. */
  record None() implements Credentials {
    @Override
    public Optional<String> header() {
      return Optional.empty();
    }
  }

  /** A token of a login, or one made for a program. */
  record Token(String text) implements Credentials {
    public Token {
      if (!text.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw new IllegalArgumentException("a token has no spaces and no letters beyond ASCII");
      }
    }

    @Override
    public Optional<String> header() {
      return Optional.of("Bearer " + text);
    }

    @Override
    public String toString() {
      return "Token[hidden]";
    }
  }

  /** A password with each call. */
  record Password(String user, String password) implements Credentials {
    @Override
    public Optional<String> header() {
      byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Override
    public String toString() {
      return "Password[of " + user + "]";
    }
  }
}
