package io.godwit.agent.identity;

import io.godwit.protocol.trust.Credential;
import io.godwit.protocol.trust.Pem;
import io.godwit.protocol.trust.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;

/** The files of an identity. */
final class IdentityFolder {
  /** Five managers are the most that make sense, and their former addresses. */
  static final int MAX_MANAGERS = 16;

  private final Path folder;

  IdentityFolder(Path stateDirectory) throws IOException {
    this.folder = stateDirectory.resolve("identity");
    Files.createDirectories(stateDirectory);
    SecretFile.folder(folder);
  }

  /**
   * Key and chain, if the host has any.
   *
   * @throws IOException a sentence, if the file is damaged
   */
  Optional<Credential> credential() throws IOException {
    Optional<String> text = read("host.pem");
    try {
      return text.map(Pem::credential);
    } catch (IllegalArgumentException damaged) {
      throw new IOException(
          folder.resolve("host.pem")
              + " is damaged: "
              + damaged.getMessage()
              + ". Remove it and enrol the host again",
          damaged);
    }
  }

  /** Something that differs once another process has enrolled the host. */
  Optional<String> credentialText() throws IOException {
    return read("host.pem");
  }

  void keep(Credential credential) throws IOException {
    write("host.pem", Pem.of(credential));
    Files.deleteIfExists(folder.resolve("next.key"));
  }

  /** The key whose certificate was asked for and did not come. A damaged one is none. */
  Optional<PrivateKey> nextKey() throws IOException {
    try {
      return read("next.key").map(Pem::key);
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  void keepNextKey(PrivateKey key) throws IOException {
    write("next.key", Pem.of(key));
  }

  Optional<String> usedToken() throws IOException {
    return read("token").map(String::strip);
  }

  void keepUsedToken(String digest) throws IOException {
    write("token", digest + "\n");
  }

  /** Of the newest leader that was followed; 0 before the first. */
  long epoch() throws IOException {
    Optional<String> text = read("epoch");
    try {
      return text.map(String::strip).map(Long::parseLong).orElse(0L);
    } catch (NumberFormatException damaged) {
      throw new IOException(
          folder.resolve("epoch")
              + " is damaged. Write the managers' present epoch into it, or remove it if you are"
              + " sure that no former leader still runs",
          damaged);
    }
  }

  void keepEpoch(long epoch) throws IOException {
    write("epoch", epoch + "\n");
  }

  List<String> managers() throws IOException {
    return read("managers")
        .map(text -> text.lines().filter(line -> !line.isBlank()).limit(MAX_MANAGERS).toList())
        .orElse(List.of());
  }

  void keepManagers(List<String> managers) throws IOException {
    write("managers", String.join("\n", managers) + "\n");
  }

  /** Another authority is another data center; its leaders count from one. */
  void forgetManagers() throws IOException {
    Files.deleteIfExists(folder.resolve("epoch"));
    Files.deleteIfExists(folder.resolve("managers"));
  }

  private Optional<String> read(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Optional.of(SecretFile.read(file)) : Optional.empty();
  }

  private void write(String name, String text) throws IOException {
    SecretFile.write(folder.resolve(name), text);
  }
}
