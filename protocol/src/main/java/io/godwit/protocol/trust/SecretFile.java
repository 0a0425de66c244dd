package io.godwit.protocol.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Small files that only their owner reads, replaced as a whole: a crash leaves old or new. */
public final class SecretFile {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNERS_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private SecretFile() {}

  /**
   * Makes the folder, or takes others' access to it away.
   *
   * @throws IOException if it cannot be had
   */
  public static void folder(Path folder) throws IOException {
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNERS_FOLDER));
    Files.setPosixFilePermissions(folder, OWNERS_FOLDER);
  }

  /**
   * Replaces the file; when this returns, a power cut does not undo it.
   *
   * @throws IOException if it could not be written; the file is as it was
   */
  public static void write(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is not a file in a folder");
    }
    Path fresh =
        Files.createTempFile(
            folder, "." + file.getFileName(), ".new", PosixFilePermissions.asFileAttribute(OWNER));
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /**
   * Reads a file of ours.
   *
   * @throws IOException if it cannot be read, or is larger than any of ours
   */
  public static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(Pem.MAX_CHARACTERS + 1);
      if (bytes.length > Pem.MAX_CHARACTERS) {
        throw new IOException(file + " is larger than any file of ours");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
