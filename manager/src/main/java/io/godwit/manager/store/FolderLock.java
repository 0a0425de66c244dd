package io.godwit.manager.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Says that a manager's folder is in use; the kernel takes it back when its process ends. */
final class FolderLock implements AutoCloseable {
  private final FileChannel file;

  private FolderLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the lock, or says who cannot.
   *
   * @throws IOException if the folder is in use
   */
  static FolderLock take(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel file =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = file.tryLock() != null;
    } catch (OverlappingFileLockException sameProcess) {
      taken = false;
    } finally {
      if (!taken) {
        file.close();
      }
    }
    if (!taken) {
      throw new IOException(
          "the folder "
              + folder
              + " is in use by another manager. Two managers must not share one; stop the other, or"
              + " give this one a folder of its own");
    }
    return new FolderLock(file);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
