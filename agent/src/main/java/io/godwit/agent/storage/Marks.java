package io.godwit.agent.storage;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.migration.StoreMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes, finds and removes the marks that prove a shared datastore, in a hidden folder of it.
 * Whoever writes one removes what others have left there. Safe for all threads.
 */
public final class Marks {
  /** Hidden from people who list their disks. */
  static final String FOLDER = ".godwit-marks";

  /** A mark is looked for within seconds; by now its manager has died. */
  static final Duration STALE = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(Marks.class);

  private final Datastores datastores;
  private final InstantSource clock;

  public Marks(Datastores datastores, InstantSource clock) {
    this.datastores = datastores;
    this.clock = clock;
  }

  /**
   * Writes a mark, through to the store.
   *
   * @throws GodwitException DATASTORE_UNKNOWN, or HOST_SETUP_FAILED if it cannot be written to
   */
  public void write(StoreMark mark) {
    Path folder = datastores.root(mark.datastore()).resolve(FOLDER);
    try {
      Files.createDirectories(folder);
      sweep(folder);
      try (FileChannel file =
          FileChannel.open(
              folder.resolve(mark.name()),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(mark.content().getBytes(StandardCharsets.US_ASCII)));
        file.force(true);
      }
    } catch (IOException refused) {
      throw new GodwitException(
          ErrorCode.HOST_SETUP_FAILED,
          "Nothing can be written to datastore "
              + mark.datastore()
              + " on this host: "
              + refused.getMessage()
              + ".",
          "See that it is mounted for writing and has room.");
    }
  }

  /**
   * Looks for a mark that another host has written.
   *
   * @throws GodwitException DISK_NOT_SHARED if it is not there, or another is
   */
  public void find(StoreMark mark) {
    Path file = datastores.root(mark.datastore()).resolve(FOLDER).resolve(mark.name());
    String found;
    try {
      found = Files.size(file) > mark.content().length() ? "" : Files.readString(file);
    } catch (IOException absent) {
      found = "";
    }
    if (!found.equals(mark.content())) {
      throw new GodwitException(
          ErrorCode.DISK_NOT_SHARED,
          "What another host has written to datastore "
              + mark.datastore()
              + " is not in the one of that name on this host.",
          "See that both hosts have the same one mounted, and say 'local' of it if it is not.");
    }
  }

  /** Removes a mark, whether it is there or not. */
  public void remove(StoreMark mark) {
    Path folder = datastores.root(mark.datastore()).resolve(FOLDER);
    try {
      Files.deleteIfExists(folder.resolve(mark.name()));
      removeIfEmpty(folder);
    } catch (IOException stays) {
      LOG.warn("a mark stays in datastore {} for now: {}", mark.datastore(), stays.getMessage());
    }
  }

  /** Removes what was left in a datastore when nobody came back for it. */
  public void sweep(DatastoreName datastore) {
    Path folder = datastores.root(datastore).resolve(FOLDER);
    try {
      sweep(folder);
      removeIfEmpty(folder);
    } catch (IOException stays) {
      LOG.warn("old marks stay in datastore {} for now: {}", datastore, stays.getMessage());
    }
  }

  private void sweep(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> marks = Files.newDirectoryStream(folder)) {
      for (Path mark : marks) {
        if (isStale(mark)) {
          Files.deleteIfExists(mark);
        }
      }
    }
  }

  private boolean isStale(Path mark) throws IOException {
    try {
      return Files.getLastModifiedTime(mark).toInstant().plus(STALE).isBefore(clock.instant());
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /** Other hosts may have marks there. */
  private static void removeIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException used) {
      LOG.debug("{} has other marks", folder);
    }
  }
}
