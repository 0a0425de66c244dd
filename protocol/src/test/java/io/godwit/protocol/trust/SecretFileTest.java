package io.godwit.protocol.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFileTest {
  @TempDir private Path folder;

  @Test
  void replacesAFileAndLeavesNothingBehind() throws Exception {
    Path file = folder.resolve("secret");
    SecretFile.write(file, "one");
    SecretFile.write(file, "two");
    assertThat(SecretFile.read(file)).isEqualTo("two");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void takesOthersAccessToItsFolderAway() throws Exception {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    SecretFile.folder(shared);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
        .isEqualTo("rwx------");
  }

  @Test
  void readsNothingThatCannotBeOurs() throws Exception {
    Path large = Files.writeString(folder.resolve("large"), "x".repeat(Pem.MAX_CHARACTERS + 1));
    assertThatThrownBy(() -> SecretFile.read(large)).isInstanceOf(IOException.class);
  }
}
