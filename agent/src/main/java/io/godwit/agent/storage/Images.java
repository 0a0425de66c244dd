package io.godwit.agent.storage;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes images and takes them away again. Nothing that was there before is written to or removed:
 * an image is made under a name that only its maker uses, its <em>mark</em>, and then gets its own
 * name as a second one, which fails if that is taken. As long as the mark is there, it proves who
 * made the image. Safe for all threads.
 */
public final class Images {
  private static final Logger LOG = LoggerFactory.getLogger(Images.class);

  private final Datastores datastores;

  public Images(Datastores datastores) {
    this.datastores = datastores;
  }

  /**
   * Refuses what cannot be made; changes nothing.
   *
   * @throws GodwitException {@code DATASTORE_UNKNOWN}, {@code DISK_EXISTS} or {@code
   *     DATASTORE_FULL}
   */
  public void check(DatastoreFile file, DataSize size) {
    Path path = datastores.place(file);
    if (Files.exists(path)) {
      throw exists(file);
    }
    DataSize room = room(file);
    if (room.compareTo(size) < 0) {
      throw new GodwitException(
          ErrorCode.DATASTORE_FULL,
          "Disk "
              + file
              + " may take "
              + size
              + "; the datastore has "
              + room
              + " left on this host.",
          "Free space there, or name another datastore.");
    }
  }

  /**
   * Makes an image that is empty to its reader and takes no space. If it was made by the same maker
   * before, it stays as it is.
   *
   * @param maker part of the mark: letters and digits
   * @throws GodwitException {@code DISK_EXISTS} or {@code HOST_SETUP_FAILED}
   */
  public void make(DiskSpec disk, DataSize size, String maker) {
    Path path = datastores.place(disk.file());
    Path mark = mark(path, maker);
    try {
      if (isMarked(path, mark)) {
        return;
      }
      Files.createDirectories(path.getParent());
      try (FileChannel file =
          FileChannel.open(
              mark,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        if (disk.format() == DiskFormat.QCOW2) {
          EmptyImage.qcow2(file, size);
        } else {
          EmptyImage.raw(file, size);
        }
      }
      Files.createLink(path, mark);
    } catch (FileAlreadyExistsException taken) {
      unmark(disk.file(), maker);
      throw exists(disk.file());
    } catch (IOException | UnsupportedOperationException refused) {
      unmark(disk.file(), maker);
      throw new GodwitException(
          ErrorCode.HOST_SETUP_FAILED,
          "Disk " + disk.file() + " cannot be made on this host: " + refused.getMessage() + ".",
          "Check the datastore's file system and its rights.");
    }
  }

  /** Removes an image if this maker made it and still has its mark on it; the mark goes last. */
  public void unmake(DatastoreFile file, String maker) {
    Path path = datastores.place(file);
    Path mark = mark(path, maker);
    try {
      if (isMarked(path, mark)) {
        Files.delete(path);
      }
      Files.deleteIfExists(mark);
    } catch (IOException stays) {
      throw cannotRemove(file, stays);
    }
  }

  /** The image is no longer its maker's, but whoever's VM has it. */
  public void unmark(DatastoreFile file, String maker) {
    try {
      Files.deleteIfExists(mark(datastores.place(file), maker));
    } catch (IOException stays) {
      throw cannotRemove(file, stays);
    }
  }

  /** Removes an image of this host's own that no VM has any more; what is shared stays. */
  public void discard(DatastoreFile file) {
    if (!datastores.isLocal(file.datastore())) {
      LOG.info("{} is left: other hosts see it, too", file);
      return;
    }
    try {
      Files.deleteIfExists(datastores.place(file));
    } catch (IOException stays) {
      throw cannotRemove(file, stays);
    }
  }

  /** Removes an image that its VM has left for another, wherever it is. May be repeated. */
  public void remove(DatastoreFile file) {
    try {
      Files.deleteIfExists(datastores.place(file));
    } catch (IOException stays) {
      throw cannotRemove(file, stays);
    }
  }

  private DataSize room(DatastoreFile file) {
    try {
      return new DataSize(Files.getFileStore(datastores.root(file)).getUsableSpace());
    } catch (IOException unreadable) {
      throw new GodwitException(
          ErrorCode.DATASTORE_UNKNOWN,
          "Datastore " + file.datastore() + " cannot be read: " + unreadable.getMessage() + ".",
          "Check that it is mounted on this host.");
    }
  }

  private static boolean isMarked(Path path, Path mark) throws IOException {
    return Files.exists(mark) && Files.exists(path) && Files.isSameFile(path, mark);
  }

  private static Path mark(Path path, String maker) {
    return path.resolveSibling("." + path.getFileName() + "." + maker);
  }

  private static GodwitException exists(DatastoreFile file) {
    return new GodwitException(
        ErrorCode.DISK_EXISTS,
        "There is a file " + file + " on this host already; it is left alone.",
        "Name another datastore, or move that file away if nothing needs it.");
  }

  private static GodwitException cannotRemove(DatastoreFile file, IOException stays) {
    return new GodwitException(
        ErrorCode.HOST_SETUP_FAILED,
        "Disk " + file + " cannot be removed from this host: " + stays.getMessage() + ".",
        "Remove it by hand.");
  }
}
