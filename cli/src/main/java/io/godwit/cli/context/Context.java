package io.godwit.cli.context;

import io.godwit.protocol.trust.Fingerprint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A data center, and who calls it.
 *
 * @param servers its managers, the one that was named first; a command finds the leader
 * @param authority whom to believe; the roots of this machine if null
 * @param user who logged in, as far as it is known
 * @param token a secret; null once logged out
 */
public record Context(
    String name,
    List<URI> servers,
    @Nullable Fingerprint authority,
    @Nullable String user,
    @Nullable String token) {
  /** Managers of a data center are three or five; more addresses than that are a mistake. */
  public static final int MAX_SERVERS = 16;

  /** The name of the kept lab, which is in no file. */
  public static final String LAB = "lab";

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

  public Context {
    requireName(name);
    servers = List.copyOf(servers);
    if (servers.isEmpty() || servers.size() > MAX_SERVERS) {
      throw new IllegalArgumentException(
          "a context has 1 to "
              + MAX_SERVERS
              + " servers, and '"
              + name
              + "' has "
              + servers.size());
    }
  }

  /**
   * The name, if it is fit to be a context's.
   *
   * @throws IllegalArgumentException a sentence otherwise
   */
  public static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a context's name is 1 to 63 letters, digits, dots, hyphens and underscores, not '"
              + name
              + "'");
    }
    if (name.equals(LAB)) {
      throw new IllegalArgumentException("'lab' is the name of the data center of 'godwit lab up'");
    }
    return name;
  }

  /**
   * An address as people write it; without a scheme it is https.
   *
   * @throws IllegalArgumentException a sentence, if it is none
   */
  public static URI server(String text) {
    String stripped = text.strip();
    URI address;
    try {
      address = new URI(stripped.contains("://") ? stripped : "https://" + stripped);
    } catch (URISyntaxException noAddress) {
      throw notAnAddress(text);
    }
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    boolean http = scheme.equals("http") || scheme.equals("https");
    boolean bare = address.getRawPath().matches("/?") && address.getRawUserInfo() == null;
    if (!http || address.getHost() == null || !bare) {
      throw notAnAddress(text);
    }
    return address;
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a manager's address; write it as https://10.0.0.1:8080");
  }

  public Optional<String> secret() {
    return Optional.ofNullable(token);
  }

  public boolean isAt(URI server) {
    return servers.contains(server);
  }

  public Context withToken(@Nullable String other) {
    return new Context(name, servers, authority, user, other);
  }

  /** Without the secret, so that no log has it. */
  @Override
  public String toString() {
    return "Context[name=" + name + ", servers=" + servers + "]";
  }
}
