package io.godwit.cli;

import io.godwit.cli.context.Context;
import io.godwit.cli.context.ContextFile;
import io.godwit.cli.context.Contexts;
import io.godwit.cli.text.Words;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.LoginView;
import io.godwit.protocol.api.ManagerView;
import io.godwit.protocol.api.MeView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Credentials;
import io.godwit.protocol.trust.Fingerprint;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code godwit login}. */
@Command(
    name = "login",
    description = {
      "Logs in at a data center, and remembers it.",
      "All commands use it from then on. Without SERVER it logs in anew where the context is."
    },
    footer = {
      "",
      "The first time it shows the authority of the managers and asks whether it is the one that",
      "the manager printed when it started. The token is kept in ~/.config/godwit/config.yaml,",
      "readable by you only, and is good for twelve hours.",
      "With an identity provider, log in at SERVER/api/v1/oidc/login in a browser and give the token",
      "that it shows to 'godwit login SERVER --token-file -'."
    })
final class LoginCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(
      paramLabel = "SERVER",
      arity = "0..*",
      description = "A manager, as 10.0.0.5:8080; more of them, if one may be away.")
  private List<URI> given = List.of();

  @Option(names = "--user", paramLabel = "NAME", description = "Who logs in; asked for otherwise.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Its first line is the password; - reads standard input.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "In place of a password: its first line is a token; - reads standard input.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--name",
      paramLabel = "CONTEXT",
      description = "What to call the data center; the server's name if not given.")
  private @Nullable String name;

  /** A token that works, and whose it is. */
  private record Entry(String token, String user, @Nullable Instant until) {
    @Override
    public String toString() {
      return "Entry[of " + user + "]";
    }
  }

  @Override
  public Integer call() {
    if (tokenFile != null && (user != null || passwordFile != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "--token-file says who logs in; --user and --password-file do not fit");
    }
    ContextFile file = godwit.contextFile();
    Contexts contexts = file.read();
    Optional<Context> before = before(contexts);
    List<URI> servers = servers(before);
    String called = called(before, servers.getFirst());
    Fingerprint authority = authority(contexts, before, servers.getFirst());
    Context draft = new Context(called, servers, authority, null, null);

    Entry entry = tokenFile == null ? byPassword(draft, before) : byToken(draft, tokenFile);
    Context made =
        new Context(called, withOthers(draft, entry), authority, entry.user(), entry.token());
    file.write(contexts.with(made).using(called));
    before
        .filter(former -> former.secret().filter(entry.token()::equals).isEmpty())
        .ifPresent(this::forget);
    godwit.say(
        "Logged in to "
            + called
            + " as "
            + Words.of(entry.user())
            + (entry.until() == null ? "" : " until " + Words.moment(entry.until()))
            + ".");
    return 0;
  }

  /** The context that is meant to be renewed. */
  private Optional<Context> before(Contexts contexts) {
    if (name != null) {
      return contexts.find(Context.requireName(name));
    }
    if (!given.isEmpty()) {
      return contexts.all().values().stream().filter(one -> one.isAt(given.getFirst())).findFirst();
    }
    String meant = godwit.contextName();
    return meant == null ? contexts.chosen() : Optional.of(contexts.get(meant));
  }

  private List<URI> servers(Optional<Context> before) {
    if (!given.isEmpty()) {
      return given;
    }
    if (godwit.servers != null) {
      return godwit.servers;
    }
    return before
        .map(Context::servers)
        .orElseThrow(
            () -> new ParameterException(spec.commandLine(), "Missing SERVER, as 10.0.0.5:8080"));
  }

  private String called(Optional<Context> before, URI server) {
    if (name != null) {
      return name;
    }
    return before
        .map(Context::name)
        .orElseGet(() -> Context.requireName(server.getHost().replaceAll("[^A-Za-z0-9.-]", "")));
  }

  /** As with ssh: known from before, said now, or shown and asked for. */
  private @Nullable Fingerprint authority(Contexts contexts, Optional<Context> before, URI server) {
    Optional<Fingerprint> said = ManagerTrust.fingerprint(godwit.statedAuthority());
    if (said.isPresent() || server.getScheme().equals("http")) {
      return said.orElse(null);
    }
    Optional<Context> known =
        before
            .filter(one -> one.isAt(server))
            .or(() -> contexts.all().values().stream().filter(one -> one.isAt(server)).findFirst());
    if (known.isPresent()) {
      return new Acquaintance(godwit.around()).stillOf(known.get(), server);
    }
    return new Acquaintance(godwit.around()).made(server);
  }

  private Entry byPassword(Context at, Optional<Context> before) {
    Prompt prompt = godwit.around().prompt();
    String who =
        Optional.ofNullable(user)
            .or(() -> before.map(Context::user))
            .or(() -> prompt.line("User at " + at.name() + ": ").map(String::strip))
            .filter(typed -> !typed.isEmpty())
            .orElseThrow(() ->
                new ParameterException(
                    spec.commandLine(), "Missing --user NAME, and nobody to ask"));
    SecretInput secrets = new SecretInput(prompt);
    String password =
        secrets.existing(passwordFile, "Password of " + who + ": ", "--password-file");
    LoginView login =
        calling(at, new Credentials.None(), client -> client.identities().login(who, password));
    if (login.passwordExpired()) {
      login = withFreshPassword(at, who, password, login);
    }
    return new Entry(login.token(), login.user(), login.expiresAt());
  }

  /** Good for one thing, choosing another. */
  private LoginView withFreshPassword(Context at, String who, String password, LoginView login) {
    godwit.note("This password is good for one thing: choosing your own.");
    if (passwordFile != null) {
      throw new GodwitException(
          ErrorCode.PASSWORD_EXPIRED,
          "The password of " + who + " has to be changed before it is good for anything else.",
          "Run 'godwit login' without --password-file and choose one, or 'godwit password'.");
    }
    String fresh =
        new SecretInput(godwit.around().prompt())
            .chosen(null, "New password, 12 characters or more: ", "--password-file");
    calling(
        at,
        Credentials.ofToken(login.token()),
        Godwit.nothing(client -> client.identities().choosePassword(password, fresh)));
    return calling(at, new Credentials.None(), client -> client.identities().login(who, fresh));
  }

  private Entry byToken(Context at, Path file) {
    String token =
        new SecretInput(godwit.around().prompt()).existing(file, "Token: ", "--token-file");
    MeView me =
        calling(
            at,
            new Target(at.servers(), "", token).credentials(),
            client -> client.identities().me());
    return new Entry(token.strip(), me.user(), me.expiresAt());
  }

  /** So that commands find another manager when this one is away; whoever may not know does not. */
  private List<URI> withOthers(Context at, Entry entry) {
    Set<URI> servers = new LinkedHashSet<>(at.servers());
    List<ManagerView> managers;
    try {
      managers = calling(at, Credentials.ofToken(entry.token()), ApiClient::managers);
    } catch (GodwitException notShown) {
      return at.servers();
    }
    URI first = at.servers().getFirst();
    for (ManagerView manager : managers) {
      reachable(manager.rest(), first).ifPresent(servers::add);
    }
    return new ArrayList<>(servers).subList(0, Math.min(servers.size(), Context.MAX_SERVERS));
  }

  /** An address that means the same from here. */
  private static Optional<URI> reachable(@Nullable String rest, URI first) {
    if (rest == null || rest.startsWith("0.0.0.0") || rest.startsWith("[::]")) {
      return Optional.empty();
    }
    boolean loopback =
        rest.startsWith("127.") || rest.startsWith("[::1]") || rest.startsWith("localhost");
    boolean here = first.getHost().startsWith("127.") || first.getHost().equals("localhost");
    if (loopback && !here) {
      return Optional.empty();
    }
    try {
      return Optional.of(Context.server(first.getScheme() + "://" + rest));
    } catch (IllegalArgumentException odd) {
      return Optional.empty();
    }
  }

  /** The token it replaces; one that is not good any more needs no end. */
  private void forget(Context former) {
    if (former.token() != null && tokenFile == null) {
      try {
        calling(
            former,
            Credentials.ofToken(former.token()),
            Godwit.nothing(client -> client.identities().logout()));
      } catch (GodwitException gone) {
        return;
      }
    }
  }

  private static <T> T calling(Context at, Credentials as, Function<ApiClient, T> call) {
    Fingerprint authority = at.authority();
    try (ApiClient client =
        new ApiClient(
            at.servers(), ManagerTrust.of(authority == null ? "" : authority.toString()), as)) {
      return call.apply(client);
    }
  }
}
