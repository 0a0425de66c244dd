package io.godwit.manager;

import io.godwit.manager.backup.Backup;
import io.godwit.manager.backup.DataFolder;
import io.godwit.manager.config.ManagerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verbs that work on the folder of a manager that does not run. */
final class FolderCommands {
  private FolderCommands() {}

  /** What they have in common. */
  abstract static sealed class OnFolder implements Callable<Integer> permits Check, Take, Restore {
    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE",
        description = "The manager's YAML file.")
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private Path config;

    final DataFolder folder() {
      return new DataFolder(ManagerConfig.read(config));
    }
  }

  @Command(
      name = "check",
      description = "Reads everything that is kept and names the first entry that is damaged.",
      mixinStandardHelpOptions = true)
  static final class Check extends OnFolder {
    @Override
    public Integer call() throws IOException {
      System.out.println(folder().check());
      return 0;
    }
  }

  @Command(
      name = "backup",
      description = "Writes all that is kept into one file, which is as secret as the folder.",
      mixinStandardHelpOptions = true)
  static final class Take extends OnFolder {
    @Parameters(paramLabel = "FILE", description = "A file that is not there yet.")
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private Path file;

    @Override
    public Integer call() throws IOException {
      Backup backup = folder().backup(Manager.VERSION, Instant.now());
      boolean whole = false;
      try {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } catch (FileAlreadyExistsException there) {
        throw new IOException(file + " is there already; name a file that is not", there);
      }
      try (OutputStream out = Files.newOutputStream(file)) {
        backup.write(out);
        whole = true;
      } finally {
        if (!whole) {
          Files.deleteIfExists(file);
        }
      }
      System.out.printf(
          "%s: %d entries of term %d%n", file, backup.entities().size(), backup.term());
      return 0;
    }
  }

  @Command(
      name = "restore",
      description = {
        "Makes an empty folder that of a manager on its own that has what a backup has.",
        "Other managers of before join it again, with empty folders."
      },
      mixinStandardHelpOptions = true)
  static final class Restore extends OnFolder {
    @Parameters(paramLabel = "FILE", description = "A backup.")
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private Path file;

    @Override
    public Integer call() throws IOException, InterruptedException {
      try (InputStream in = Files.newInputStream(file)) {
        Backup backup = folder().restore(in);
        System.out.printf(
            "restored %d entries of %s; start the manager now%n",
            backup.entities().size(), backup.at());
      }
      return 0;
    }
  }
}
