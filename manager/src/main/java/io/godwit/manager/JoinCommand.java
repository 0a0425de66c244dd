package io.godwit.manager;

import io.godwit.manager.authority.Authority;
import io.godwit.manager.authority.AuthorityCopy;
import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.store.Enlistment;
import io.godwit.manager.store.Ensemble;
import io.godwit.manager.store.Peer;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.ManagerAdmit;
import io.godwit.protocol.api.ManagerPlace;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Credentials;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.protocol.trust.Identity;
import io.godwit.protocol.trust.PeerTrust;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes an empty folder that of a manager that takes part with others. */
@Command(
    name = "join",
    description = {
      "Lets a new manager take part with those that run. Start it afterwards: it votes from then on,",
      "and leads when the leader goes."
    },
    mixinStandardHelpOptions = true)
final class JoinCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The new manager's YAML file; name, rest, agents and peer are its own.")
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Path config;

  @Option(
      names = "--server",
      required = true,
      paramLabel = "URL",
      description = "A manager that runs.")
  @SuppressWarnings("NullAway.Init")
  private URI server;

  @Option(
      names = "--authority",
      required = true,
      paramLabel = "FINGERPRINT",
      description = "What that manager prints when it starts.")
  @SuppressWarnings("NullAway.Init")
  private String authority;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:GODWIT_TOKEN}",
      description = {
        "Of someone who may change the managers; better in GODWIT_TOKEN or a file: others of this",
        "machine see a command line."
      })
  private @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Its first line is that token; - reads standard input.")
  private @Nullable Path tokenFile;

  @Override
  public Integer call() throws IOException {
    ManagerConfig wanted = ManagerConfig.read(config);
    if (wanted.history().isOfOneManager()) {
      throw new IOException(
          config
              + " has no key 'history': managers share theirs. Give it the url, user and"
              + " passwordFile of the PostgreSQL database that the others have, then join again");
    }
    ManagerPlace place = ask(wanted);
    take(wanted, place);
    System.out.println(
        "manager "
            + wanted.name()
            + " takes part as number "
            + place.self().number()
            + "; start it now: godwit-manager --config "
            + config);
    return 0;
  }

  /** Writes down what it was told. */
  static void take(ManagerConfig wanted, ManagerPlace place) throws IOException {
    Authority.adopt(
        Security.folder(wanted),
        new AuthorityCopy(place.authorityCertificate(), place.authorityKey()));
    Ensemble.enlist(
        wanted.data(),
        new Enlistment(peer(place.self()), place.peers().stream().map(JoinCommand::peer).toList()),
        place.secret());
  }

  private String secret() throws IOException {
    if (tokenFile != null) {
      InputStream in = tokenFile.equals(Path.of("-")) ? System.in : Files.newInputStream(tokenFile);
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        String line = lines.readLine();
        return line == null ? "" : line;
      }
    }
    if (token == null || token.isBlank()) {
      throw new GodwitException(
          ErrorCode.UNAUTHENTICATED,
          "There is no token; the manager was not asked.",
          "Set GODWIT_TOKEN, or give --token-file.");
    }
    return token;
  }

  private ManagerPlace ask(ManagerConfig wanted) throws IOException {
    PeerTrust trust =
        PeerTrust.in(Fingerprint.parse(authority), Identity.Role.MANAGER, InstantSource.system());
    try (ApiClient client =
        new ApiClient(List.of(server), Optional.of(trust), Credentials.ofToken(secret()))) {
      return client.admitManager(
          new ManagerAdmit(
              wanted.name(),
              wanted.peer().toString(),
              wanted.rest().toString(),
              wanted.agents().toString()));
    }
  }

  private static Peer peer(ManagerPlace.Peer peer) {
    return new Peer(peer.number(), peer.host(), peer.port());
  }
}
