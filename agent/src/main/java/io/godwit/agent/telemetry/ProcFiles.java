package io.godwit.agent.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kernel's text files. */
record ProcFiles(Path proc, Path sys) {
  static final ProcFiles OF_THIS_HOST = new ProcFiles(Path.of("/proc"), Path.of("/sys"));

  /**
   * A file below {@code /proc}; empty if it is not there, not ours to read, or its process ended.
   */
  Optional<String> read(String file) {
    try {
      return Optional.of(Files.readString(proc.resolve(file)));
    } catch (IOException | UncheckedIOException absent) {
      return Optional.empty();
    }
  }

  /** Names of the entries of a folder below {@code /proc}; none if it is not there. */
  List<String> list(String folder) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc.resolve(folder))) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    } catch (IOException | DirectoryIteratorException gone) {
      return List.of();
    }
    return names;
  }

  /** Whether a block device is hardware, and not a partition, a loop or a mapping of others. */
  boolean isPhysicalDisk(String name) {
    return Files.exists(sys.resolve("block").resolve(name).resolve("device"));
  }
}
