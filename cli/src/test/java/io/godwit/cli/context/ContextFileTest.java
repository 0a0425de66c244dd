package io.godwit.cli.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.protocol.trust.Fingerprint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of contexts. */
class ContextFileTest {
  private static final Fingerprint AUTHORITY = new Fingerprint("a".repeat(52));
  private static final Context PROD =
      new Context(
          "prod",
          List.of(URI.create("https://10.0.0.5:8080"), URI.create("https://10.0.0.6:8080")),
          AUTHORITY,
          "ann",
          "gwl1_t1_secret");

  @TempDir private Path folder;
  private ContextFile file;

  @BeforeEach
  void name() {
    file = ContextFile.of(Map.of("XDG_CONFIG_HOME", folder.toString(), "HOME", "/nowhere"));
  }

  @Test
  void liesWhereTheDesktopSaysOrAtHome() {
    assertThat(file.path()).isEqualTo(folder.resolve("godwit/config.yaml"));
    assertThat(ContextFile.of(Map.of("HOME", "/h")).path())
        .isEqualTo(Path.of("/h/.config/godwit/config.yaml"));
    assertThat(ContextFile.of(Map.of("HOME", "/h", "XDG_CONFIG_HOME", "relative")).path())
        .isEqualTo(Path.of("/h/.config/godwit/config.yaml"));
  }

  @Test
  void hasNothingWhereItIsNot() {
    assertThat(file.read()).isEqualTo(Contexts.NONE);
  }

  @Test
  void saysWhatWasWrittenAndIsReadableByItsOwnerOnly() throws IOException {
    Contexts contexts =
        Contexts.NONE
            .with(PROD)
            .with(new Context("2", List.of(URI.create("http://[::1]:1")), null, null, null))
            .using("prod");

    file.write(contexts);

    assertThat(file.read()).isEqualTo(contexts);
    assertThat(Files.readString(file.path())).startsWith("current: prod\n");
    assertThat(mode(file.path())).isEqualTo("rw-------");
    assertThat(mode(file.path().getParent())).isEqualTo("rwx------");
    try (var left = Files.list(file.path().getParent())) {
      assertThat(left).containsExactly(file.path());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw--w----", "rwxrwxrwx"})
  void isNotReadWhileOthersCan(String mode) throws IOException {
    file.write(Contexts.NONE.with(PROD));
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString(mode));

    assertThatThrownBy(file::read)
        .hasMessageContaining("Others may get at")
        .hasMessageContaining(mode)
        .hasMessageNotContaining("secret");

    file.write(Contexts.NONE.with(PROD));
    assertThat(mode(file.path())).isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "contexts: [",
        "contexts:\n  prod:\n    token: secret\n",
        "contexts:\n  prod:\n    tokens: secret\n",
        "contexts:\n  prod:\n    servers: [\"ftp://secret\", \"x y\"]\n",
        "contexts:\n  lab:\n    servers: [\"a\"]\n",
        "contexts:\n  prod:\n    servers: [\"a\"]\n    authority: secret\n",
        "current: gone\ncontexts: {}\n",
        "secret"
      })
  void saysThatItCannotBeUsed(String text) throws IOException {
    file.write(Contexts.NONE);
    Files.writeString(file.path(), text);

    assertThatThrownBy(file::read).hasMessageContaining(file.path().toString());
  }

  @Test
  void forgetsTheCurrentOneWithItsContext() {
    Contexts contexts = Contexts.NONE.with(PROD).using("prod");
    assertThat(contexts.without("prod")).isEqualTo(Contexts.NONE);
    assertThatThrownBy(() -> contexts.without("other")).hasMessageContaining("prod");
    assertThatThrownBy(() -> contexts.using("other")).hasMessageContaining("no context");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ftp://a", "https://a/api", "https://me:pw@a", "https://"})
  void refusesWhatIsNoManagersAddress(String text) {
    assertThatThrownBy(() -> Context.server(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a manager's address");
  }

  @Test
  void takesAnAddressWithoutAScheme() {
    assertThat(Context.server("10.0.0.5:8080")).isEqualTo(URI.create("https://10.0.0.5:8080"));
    assertThat(Context.server(" http://[::1]:80/ ")).isEqualTo(URI.create("http://[::1]:80/"));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
