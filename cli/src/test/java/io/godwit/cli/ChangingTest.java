package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that change VMs. */
class ChangingTest {
  private final CommandFixture godwit = new CommandFixture();

  @AfterEach
  void stop() {
    godwit.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "kill", "pause", "resume"})
  void sendsVerbs(String verb) {
    String request = "POST /api/v1/vms/web-1/" + verb;
    godwit.manager.says(request, FakeManager.vm("web-1", "RUNNING"));

    assertThat(godwit.run("vm", verb, "web-1")).isZero();

    assertThat(godwit.manager.requests).containsExactly(request);
    assertThat(godwit.out()).isEqualTo("web-1 is running on h1\n");
  }

  @Test
  void stopsWithTheGuestsGrace() {
    godwit.manager.says("POST /api/v1/vms/web-1/stop", FakeManager.vm("web-1", "STOPPED"));

    assertThat(godwit.run("vm", "stop", "web-1", "--grace", "90s")).isZero();

    assertThat(godwit.manager.requests)
        .containsExactly("POST /api/v1/vms/web-1/stop {\"graceMs\":90000}");
  }

  @Test
  void deletes() {
    godwit.manager.says("DELETE /api/v1/vms/web-1", 204, "application/json", "");

    assertThat(godwit.run("vm", "delete", "web-1")).isZero();

    assertThat(godwit.manager.requests).containsExactly("DELETE /api/v1/vms/web-1");
    assertThat(godwit.out()).isEqualTo("web-1 is deleted\n");
  }

  @Test
  void createsFromOptionsAndStarts() {
    godwit.manager.says("POST /api/v1/vms", FakeManager.vm("web-1", "STOPPED"));
    godwit.manager.says("POST /api/v1/vms/web-1/start", FakeManager.vm("web-1", "RUNNING"));

    int status =
        godwit.run(
            ("vm create web-1 --host h1 --memory 1GiB --cpus 2 --cpu-model max --machine q35"
                    + " --accelerator tcg --disk shared:a.qcow2 --disk local:b.img,format=raw"
                    + " --nic lan,mac=52:54:00:00:00:01 --nic dmz --kernel shared:vmlinuz"
                    + " --initrd shared:initrd --append console=ttyS0 --start")
                .split(" "));

    assertThat(godwit.err()).isEmpty();
    assertThat(status).isZero();
    assertThat(godwit.out()).isEqualTo("web-1 is running on h1\n");
    assertThat(godwit.manager.requests)
        .containsExactly(
            "POST /api/v1/vms {\"name\":\"web-1\",\"host\":\"h1\",\"cpus\":2,\"cpuModel\":\"max\","
                + "\"memoryBytes\":1073741824,\"machine\":\"q35\",\"accelerator\":\"TCG\","
                + "\"kernel\":{\"datastore\":\"shared\",\"kernel\":\"vmlinuz\",\"initrd\":"
                + "\"initrd\",\"commandLine\":\"console=ttyS0\"},\"disks\":[{\"datastore\":"
                + "\"shared\",\"path\":\"a.qcow2\",\"format\":\"QCOW2\"},{\"datastore\":\"local\","
                + "\"path\":\"b.img\",\"format\":\"RAW\"}],\"nics\":[{\"network\":\"lan\",\"mac\":"
                + "\"52:54:00:00:00:01\"},{\"network\":\"dmz\",\"mac\":null}],\"folder\":null,\"pool\":null}",
            "POST /api/v1/vms/web-1/start");
  }

  @Test
  void saysThatTheVmIsThereWhenItsStartFails() {
    godwit.manager.says("POST /api/v1/vms", FakeManager.vm("web-1", "STOPPED"));
    godwit.manager.refuses(
        "POST /api/v1/vms/web-1/start", ErrorCode.QEMU_START_FAILED, "QEMU ended at once.");

    int status = godwit.run("vm create web-1 --host h1 --memory 1GiB --start".split(" "));

    assertThat(status).isEqualTo(5);
    assertThat(godwit.err())
        .isEqualTo(
            """
            error QEMU_START_FAILED: web-1 is defined but was not started. QEMU ended at once.
            next: Do something else.
            """);
  }

  @Test
  void createsFromAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("spec.json");
    Files.writeString(file, "{\"name\":\"web-1\",\"host\":\"h1\",\"memoryBytes\":1073741824}");
    godwit.manager.says("POST /api/v1/vms", FakeManager.vm("web-1", "STOPPED"));

    assertThat(godwit.run("vm", "create", "--file", file.toString())).isZero();

    assertThat(godwit.manager.requests.getFirst())
        .contains("\"name\":\"web-1\"")
        .contains("1073741824");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "",
        "{\"name\":\"a\",\"host\":\"h1\",\"memoryBytes\":1,\"colour\":2}"
      })
  void refusesAFileThatIsNoVm(String content, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("spec.json");
    Files.writeString(file, content);

    assertThat(godwit.run("vm", "create", "--file", file.toString())).isEqualTo(3);

    assertThat(godwit.err()).startsWith("error REQUEST_MALFORMED: '" + file + "' is not a VM: ");
    assertThat(godwit.err().lines()).hasSize(2);
    assertThat(godwit.manager.requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          vm create a --host h1                                    | Missing --memory
          vm create --host h1 --memory 1GiB                        | Missing NAME
          vm create a --host h1 --memory 1.5GiB                    | '1.5GiB' is not a data size
          vm create a --host h1 --memory lots                      | 'lots' is not a data size
          vm create a --host h1 --memory 1GiB --cpus x             | '--cpus'
          vm create a --host h1 --memory 1GiB --disk x             | 'x' is not DATASTORE:PATH
          vm create a --host h1 --memory 1GiB --disk d:x,format=vhd| 'vhd' is not one of raw, qcow2
          vm create a --host h1 --memory 1GiB --disk d:x,mode=ro   | is not DATASTORE:PATH
          vm create a --host h1 --memory 1GiB --nic lan,vlan=3     | is not NETWORK or NETWORK,mac
          vm create a --host h1 --memory 1GiB --accelerator xen    | 'xen' is not one of auto, kvm
          vm create a --host h1 --memory 1GiB --append quiet       | it needs --kernel too
          vm create a --host h1 --memory 1GiB --kernel d:k         | Missing --initrd
          vm create a --host h1 --memory 1GiB --kernel d:k --initrd e:i | the kernel's datastore, d
          vm create a --file /nowhere                              | it holds the whole VM
          vm create --memory 1GiB --file /nowhere                  | it holds the whole VM
          vm create --file /nowhere/spec.json                      | NoSuchFile
          vm stop web-1 --grace 5                                  | '5' is not a duration
          vm stop ../x                                             | a VM name is 1 to 63
          vm stop                                                  | NAME
          vm migrate web-1                                         | '--to=HOST'
          vm migrate web-1 --to h2 --bandwidth 5MiB                | '5MiB' is not a data rate
          vm migrate web-1 --to h2 --downtime-limit fast           | 'fast' is not a duration
          migration show 7                                         | a migration id is
          vm fly web-1                                             | 'fly'
          vm list --colour                                         | '--colour'
          completion fish                                          | fish
          """)
  void refusesWhatMakesNoSense(String commandLine, String says) {
    assertThat(godwit.run(commandLine.split(" +"))).isEqualTo(2);

    assertThat(godwit.err()).startsWith("error: ").contains(says).contains("--help'.\n");
    assertThat(godwit.err().lines().count()).isLessThanOrEqualTo(3);
    assertThat(godwit.out()).isEmpty();
    assertThat(godwit.manager.requests).isEmpty();
  }
}
