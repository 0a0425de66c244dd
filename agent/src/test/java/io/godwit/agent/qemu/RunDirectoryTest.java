package io.godwit.agent.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.agent.platform.VmUser;
import io.godwit.model.vm.VmId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {
  @TempDir private Path directory;
  private RunDirectory run;

  @BeforeEach
  void create() throws IOException {
    run = RunDirectory.of(directory, new VmId(new UUID(1, 2)));
    run.create(new VmUser(VmUser.Mode.SAME, 0, "a test"));
  }

  @Test
  void aLogThatGrewTooLargeKeepsItsEnd() throws IOException {
    byte[] much = new byte[RunDirectory.MAX_LOG_BYTES + 1];
    Files.write(run.consoleLog(), much);
    append("the end\n");
    run.trim();
    append("and on\n");
    assertThat(Files.size(run.consoleLog())).isLessThan(RunDirectory.MAX_LOG_BYTES);
    assertThat(RunDirectory.text(run.consoleLog(), 15)).isEqualTo("the end\nand on\n");
  }

  @Test
  void aSmallLogIsLeftAlone() throws IOException {
    append("all of it\n");
    run.trim();
    assertThat(RunDirectory.text(run.consoleLog(), 1000)).isEqualTo("all of it\n");
  }

  @Test
  void aVmsOldLogsOutliveItsNextStart() throws IOException {
    append("panic\n");
    run.create(new VmUser(VmUser.Mode.SAME, 0, "a test"));
    assertThat(RunDirectory.text(run.consoleLog(), 1000)).isEqualTo("panic\n");
  }

  @Test
  void deleteMayBeRepeated() throws IOException {
    run.delete();
    run.delete();
    assertThat(run.path()).doesNotExist();
    assertThat(RunDirectory.text(run.consoleLog(), 10)).isEmpty();
  }

  private void append(String text) throws IOException {
    Files.write(run.consoleLog(), text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
  }
}
