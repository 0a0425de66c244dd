package io.godwit.agent.vm;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Keeps one file per VM. A file is replaced as a whole: written beside, forced to disk, renamed, so
 * that a reader finds the old one or the new one.
 */
public final class Definitions {
  private static final Logger LOG = LoggerFactory.getLogger(Definitions.class);

  private static final String UNFINISHED = ".new";

  private final Path directory;

  public Definitions(Path stateDirectory) {
    this.directory = stateDirectory.resolve("vm");
    try {
      Files.createDirectories(directory);
    } catch (IOException refused) {
      throw failed("The state directory " + directory + " cannot be made", refused);
    }
  }

  /** Every VM of this host. A file that cannot be read is left alone and named in the log. */
  List<Definition> load() {
    List<Definition> found = new ArrayList<>();
    removeUnfinished();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        try {
          Definition definition =
              Json.LENIENT.readValue(Files.readAllBytes(file), Definition.class);
          if (definition.schema() > Definition.SCHEMA) {
            LOG.error(
                "{} was written by a newer agent (schema {}); left alone",
                file,
                definition.schema());
            continue;
          }
          found.add(definition);
        } catch (JacksonException | NullPointerException damaged) {
          LOG.error("{} cannot be read and is left alone: {}", file, damaged.getMessage());
        }
      }
    } catch (IOException unreadable) {
      throw failed("The state directory " + directory + " cannot be read", unreadable);
    }
    return found;
  }

  /** An agent that was killed while it wrote leaves what was not true yet. */
  private void removeUnfinished() {
    try (DirectoryStream<Path> unfinished =
        Files.newDirectoryStream(directory, "*.json" + UNFINISHED)) {
      for (Path file : unfinished) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | DirectoryIteratorException refused) {
      LOG.warn("{} cannot be tidied up: {}", directory, refused.toString());
    }
  }

  void save(Definition definition) {
    Path file = file(definition.vm());
    Path beside = file.resolveSibling(file.getFileName() + UNFINISHED);
    try (FileChannel out =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(Json.LENIENT.writeValueAsBytes(definition));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException refused) {
      throw failed("The state of VM " + definition.spec().name() + " cannot be written", refused);
    }
  }

  void delete(VmId vm) {
    try {
      Files.deleteIfExists(file(vm));
    } catch (IOException refused) {
      throw failed("The state of VM " + vm + " cannot be removed", refused);
    }
  }

  private Path file(VmId vm) {
    return directory.resolve(vm + ".json");
  }

  private static GodwitException failed(String what, IOException why) {
    return new GodwitException(
        ErrorCode.HOST_SETUP_FAILED,
        what + ": " + why.getMessage() + ".",
        "Check the disk that holds the agent's stateDirectory.");
  }
}
