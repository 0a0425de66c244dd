package io.godwit.cli;

import io.godwit.cli.context.Context;
import io.godwit.cli.context.Contexts;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Credentials;
import io.godwit.protocol.trust.Fingerprint;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom a command calls, and as whom. What is nearer to the command line counts more:
 *
 * <pre>
 * --server, --context      what was said with this command
 * GODWIT_SERVER, _CONTEXT  what was said in this shell
 * the current context      what was said to 'godwit login'
 * the kept lab             what 'godwit lab up' left running
 * https://127.0.0.1:8080
 * </pre>
 *
 * <p>Authority and token follow the same order, with one exception: a context that is named with
 * {@code --context} brings its own, whatever the shell says. A server that was given by its address
 * gets the token of a context only if it is one of that context's servers.
 *
 * @param authority a fingerprint or a file; blank for the roots of this machine
 * @param token a secret
 */
record Target(List<URI> servers, String authority, @Nullable String token) {
  static final URI USUAL = URI.create("https://127.0.0.1:8080");

  /** What the launcher says of a kept lab. */
  private static final String LAB_SERVER = "GODWIT_LAB_SERVER";

  /** What was said on the command line; null is nothing. */
  record Flags(
      @Nullable List<URI> servers,
      @Nullable String context,
      @Nullable String authority,
      @Nullable String token) {
    @Override
    public String toString() {
      return "Flags[hidden]";
    }
  }

  Target {
    servers = List.copyOf(servers);
  }

  /** Finds it; {@code file} is read only if it matters. */
  static Target of(Flags flags, Map<String, String> environment, Supplier<Contexts> file) {
    if (flags.context() != null) {
      Target named = named(flags.context(), environment, file);
      return new Target(
          flags.servers() == null ? named.servers() : flags.servers(),
          first(flags.authority(), named.authority()),
          flags.token() == null ? named.token() : flags.token());
    }
    String inShell = said(environment, "GODWIT_SERVER");
    List<URI> servers = flags.servers();
    if (servers == null && inShell != null) {
      servers = servers(inShell);
    }
    String authority = first(flags.authority(), said(environment, "GODWIT_AUTHORITY"));
    String token = flags.token() == null ? said(environment, "GODWIT_TOKEN") : flags.token();
    if (servers != null && token != null) {
      return new Target(servers, authority, token);
    }
    Target known =
        servers == null ? chosen(environment, file) : at(servers, file).orElse(of(servers));
    return new Target(
        servers == null ? known.servers() : servers,
        authority.isEmpty() ? known.authority() : authority,
        token == null ? known.token() : token);
  }

  private static Target named(
      String name, Map<String, String> environment, Supplier<Contexts> file) {
    if (!name.equals(Context.LAB)) {
      return of(file.get().get(name));
    }
    return lab(environment)
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.CONTEXT_UNKNOWN,
                "The context 'lab' is the data center that is kept on this machine, and there is"
                    + " none.",
                "Bring one up: godwit lab up."));
  }

  private static Target chosen(Map<String, String> environment, Supplier<Contexts> file) {
    String inShell = said(environment, "GODWIT_CONTEXT");
    if (inShell != null) {
      return named(inShell, environment, file);
    }
    return file.get()
        .chosen()
        .map(Target::of)
        .or(() -> lab(environment))
        .orElseGet(() -> of(List.of(USUAL)));
  }

  /** The context of exactly these servers or of more, the current one first. */
  private static Optional<Target> at(List<URI> servers, Supplier<Contexts> file) {
    Contexts contexts = file.get();
    return contexts
        .chosen()
        .filter(context -> context.servers().containsAll(servers))
        .or(() ->
            contexts.all().values().stream()
                .filter(context -> context.servers().containsAll(servers))
                .findFirst())
        .map(Target::of);
  }

  private static Optional<Target> lab(Map<String, String> environment) {
    String server = said(environment, LAB_SERVER);
    return server == null
        ? Optional.empty()
        : Optional.of(
            new Target(
                servers(server),
                environment.getOrDefault("GODWIT_LAB_AUTHORITY", ""),
                said(environment, "GODWIT_LAB_TOKEN")));
  }

  static Target of(Context context) {
    Fingerprint authority = context.authority();
    return new Target(
        context.servers(), authority == null ? "" : authority.toString(), context.token());
  }

  private static Target of(List<URI> servers) {
    return new Target(servers, "", null);
  }

  /**
   * Addresses with commas between them.
   *
   * @throws GodwitException REQUEST_MALFORMED if one of them is none
   */
  private static List<URI> servers(String text) {
    try {
      return Arrays.stream(text.split(",")).map(Context::server).toList();
    } catch (IllegalArgumentException wrong) {
      throw new GodwitException(
          ErrorCode.REQUEST_MALFORMED,
          "GODWIT_SERVER is wrong: " + wrong.getMessage() + ".",
          "Correct or unset it.");
    }
  }

  private static @Nullable String said(Map<String, String> environment, String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value;
  }

  private static String first(@Nullable String nearer, @Nullable String farther) {
    return nearer != null ? nearer : farther == null ? "" : farther;
  }

  /** The same at one of its servers. */
  Target at(URI server) {
    return new Target(List.of(server), authority, token);
  }

  /** Someone who can be called. */
  ApiClient client() {
    return new ApiClient(servers, ManagerTrust.of(authority), credentials());
  }

  Credentials credentials() {
    try {
      return Credentials.ofToken(token);
    } catch (IllegalArgumentException mistyped) {
      throw new GodwitException(
          ErrorCode.UNAUTHENTICATED,
          "What was given as a token is none: " + mistyped.getMessage() + ".",
          "Copy it again, or log in with 'godwit login'.");
    }
  }

  @Override
  public String toString() {
    return "Target[servers=" + servers + "]";
  }
}
