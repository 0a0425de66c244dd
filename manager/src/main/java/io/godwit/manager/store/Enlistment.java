package io.godwit.manager.store;

import io.godwit.protocol.json.Json;
import io.godwit.protocol.trust.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;

/**
 * What a manager that joined others was told: who it is among them and where they are. Lies in its
 * folder; a manager that founds an ensemble of its own has none.
 *
 * @param self this manager's server
 * @param peers every server, this one included
 */
public record Enlistment(Peer self, List<Peer> peers) {
  private static final String FILE = "enlistment.json";

  public Enlistment {
    peers = List.copyOf(peers);
  }

  /** A manager on its own. */
  static Enlistment founder(String host, int port) {
    Peer self = new Peer(1, host, port);
    return new Enlistment(self, List.of(self));
  }

  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  static Enlistment read(Path folder) throws IOException {
    try {
      return Json.STRICT.readValue(Files.readAllBytes(folder.resolve(FILE)), Enlistment.class);
    } catch (JacksonException damaged) {
      throw new IOException(
          folder.resolve(FILE) + " is damaged: " + damaged.getOriginalMessage(), damaged);
    }
  }

  void write(Path folder) throws IOException {
    SecretFile.write(folder.resolve(FILE), Json.LENIENT.writeValueAsString(this));
  }
}
