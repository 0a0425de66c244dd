package io.godwit.agent.qemu;

import io.godwit.agent.platform.SecretFolders;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.migration.Transport;
import io.godwit.qmp.QmpCommands;
import io.godwit.qmp.QmpSession;
import io.godwit.qmp.TlsEnd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands QEMU the secret of a migration. QEMU reads it from a file, so the file lies in memory, in a
 * folder that only the VM's user can enter, and goes as early as QEMU can do without: at the source
 * at once, at the destination when the guest belongs there or does not come. Safe for all threads.
 */
public final class TransferKeys {
  private static final Logger LOG = LoggerFactory.getLogger(TransferKeys.class);
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(10);
  private static final String FILE = "keys.psk";

  /**
   * Where QEMU looks for the group of a Diffie-Hellman exchange. Without it a listening QEMU makes
   * up a group of its own: 40 to 500 ms of a processor at rest, more than 10 s of a busy one.
   */
  private static final String GROUP_FILE = "dh-params.pem";

  /** The group ffdhe2048 (RFC 7919, appendix A.1). */
  private static final String GROUP = "ffdhe2048.pem";

  private final SecretFolders folders;

  public TransferKeys(SecretFolders folders) {
    this.folders = folders;
  }

  /** Whether a key can be kept off every disk here. */
  public boolean arePossible() {
    return folders.arePossible();
  }

  /**
   * Gives QEMU the key.
   *
   * @param transport what it is for
   * @return id of the object that holds it there
   */
  public String give(
      QmpSession qmp, MigrationId migration, TlsEnd end, TransferKey key, Transport transport)
      throws InterruptedException {
    boolean bothWays = transport.postcopy() == Postcopy.READY;
    String id = id(migration, end);
    boolean given = false;
    try {
      Path folder = write(migration, end, key);
      var _ =
          qmp.execute(QmpCommands.addTlsKey(id, end, folder.toString(), bothWays), ANSWER_DEADLINE);
      given = true;
      return id;
    } catch (IOException refused) {
      throw new GodwitException(
          ErrorCode.HOST_SETUP_FAILED,
          "The key of migration " + migration + " cannot be kept in memory: " + refused + ".",
          "Check that " + folders + " is mounted and has room, or migrate with encryption off.");
    } finally {
      if (!given || end == TlsEnd.CLIENT) {
        erase(migration, end); // a client has read it when the object was made
      }
    }
  }

  /** Takes the key from a QEMU that does without from now on; one that has none is left alone. */
  public void take(QmpSession qmp, MigrationId migration, TlsEnd end) throws InterruptedException {
    erase(migration, end);
    try {
      var _ = qmp.execute(QmpCommands.removeObject(id(migration, end)), ANSWER_DEADLINE);
    } catch (GodwitException none) {
      LOG.debug("migration {}: {}", migration, none.getMessage());
    }
  }

  /** Removes what is left of a key; QEMU may be gone. */
  public void erase(MigrationId migration, TlsEnd end) {
    folders.erase(name(migration, end));
  }

  private Path write(MigrationId migration, TlsEnd end, TransferKey key) throws IOException {
    Path folder = folders.make(name(migration, end));
    String line = QmpCommands.TLS_USER + ":" + key.hex() + "\n";
    folders.put(folder, FILE, line.getBytes(StandardCharsets.UTF_8));
    if (end == TlsEnd.SERVER) {
      try (InputStream known =
          Objects.requireNonNull(TransferKeys.class.getResourceAsStream(GROUP))) {
        folders.put(folder, GROUP_FILE, known.readAllBytes());
      }
    }
    return folder;
  }

  private static String name(MigrationId migration, TlsEnd end) {
    return migration + (end == TlsEnd.SERVER ? "-in" : "-out");
  }

  private static String id(MigrationId migration, TlsEnd end) {
    return "key-" + name(migration, end);
  }
}
