package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.json.Json;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands that only look. */
class LookingTest {
  private final CommandFixture godwit = new CommandFixture();

  @AfterEach
  void stop() {
    godwit.close();
  }

  @Test
  void callsAsWhomItsTokenNames() {
    godwit.manager.says("GET /api/v1/hosts", FakeManager.hosts());
    assertThat(godwit.run("host", "list", "--token", " gwa1_t1_secret\n")).isZero();
    assertThat(godwit.manager.authorizations).containsExactly("Bearer gwa1_t1_secret");
    assertThat(godwit.run("host", "list", "--token", "two words")).isEqualTo(3);
    assertThat(godwit.err()).contains("UNAUTHENTICATED").doesNotContain("two words");
    assertThat(godwit.manager.authorizations).hasSize(1);
  }

  @Test
  void listsHostsByName() {
    godwit.manager.says(
        "GET /api/v1/hosts", FakeManager.hosts(FakeManager.host("h2"), FakeManager.host("h1")));

    assertThat(godwit.run("host", "list")).isZero();

    assertThat(godwit.out())
        .isEqualTo(
            """
            NAME  STATE      CLUSTER  CPUS  MEMORY  RESERVED  ACCELERATOR  QEMU    VMS  CONFIRMED
            h1    CONNECTED  default  8     64 GiB  1.5 GiB   TCG          10.0.2  2    3 s ago
            h2    CONNECTED  default  8     64 GiB  1.5 GiB   TCG          10.0.2  2    3 s ago
            """);
    assertThat(godwit.err()).isEmpty();
  }

  @Test
  void showsAHost() {
    godwit.manager.says("GET /api/v1/hosts/h1", FakeManager.host("h1"));

    assertThat(godwit.run("host", "show", "h1")).isZero();

    assertThat(godwit.out())
        .contains("name:              h1\n")
        .contains("reason:            /dev/kvm is not there\n")
        .contains("datastores:        local, shared\n");
  }

  @Test
  void listsVmsWithDashesForWhatIsAbsent() {
    godwit.manager.says(
        "GET /api/v1/vms",
        new ItemList<>(
            List.of(FakeManager.vm("web-1", "STOPPED"), FakeManager.vm("db", "RUNNING"))));

    assertThat(godwit.run("vm", "list")).isZero();

    assertThat(godwit.out())
        .isEqualTo(
            """
            NAME   STATE    HOST  CPUS  MEMORY   ACCELERATOR  QEMU  MIGRATION
            db     RUNNING  h1    2     1.5 GiB  -            -     -
            web-1  STOPPED  h1    2     1.5 GiB  -            -     -
            """);
  }

  @Test
  void listsNothingAsHeadingsOnly() {
    godwit.manager.says("GET /api/v1/vms", new ItemList<>(List.of()));

    assertThat(godwit.run("vm", "list")).isZero();

    assertThat(godwit.out().lines()).hasSize(1);
  }

  @Test
  void showsAVmWithItsProblem() {
    ProblemView problem =
        ProblemView.of(new Problem(ErrorCode.QEMU_DIED, "It ended.", "Look at its log."));
    godwit.manager.says("GET /api/v1/vms/web-1", FakeManager.vm("web-1", "CRASHED", problem));

    assertThat(godwit.run("vm", "show", "web-1")).isZero();

    assertThat(godwit.out())
        .contains("confirmed:   1 min ago\n")
        .contains("disk:        shared:web-1.qcow2 (qcow2)\n")
        .contains("nic:         lan 52:54:00:00:00:01\n")
        .contains("problem:     QEMU_DIED: It ended.\n")
        .contains("next:        Look at its log.\n");
  }

  @Test
  void printsTheApisJson() {
    godwit.manager.says(
        "GET /api/v1/vms", new ItemList<>(List.of(FakeManager.vm("web-1", "RUNNING"))));

    assertThat(godwit.run("vm", "list", "-o", "json")).isZero();

    var root = Json.LENIENT.readTree(godwit.out());
    assertThat(root.at("/items/0/name").asString()).isEqualTo("web-1");
    assertThat(root.at("/items/0/memoryBytes").asLong()).isEqualTo(3L << 29);
    assertThat(godwit.out().lines().count()).isGreaterThan(10);
  }

  @Test
  void escapesWhatASecretiveServerSends() {
    godwit.manager.says(
        "GET /api/v1/vms",
        new ItemList<>(List.of(FakeManager.vm("a\u001b[2Jb\u202ec\u009bd", "RUNNING"))));

    godwit.run("vm", "list");
    assertThat(godwit.out()).contains("a\\x1b[2Jb\\u202ec\\x9bd");
    godwit.run("vm", "list", "-o", "json");
    assertThat(godwit.out().chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
  }

  @Test
  void printsTheConsoleLogUntouchedToAFileAndEscapedToATerminal() {
    godwit.manager.says(
        "GET /api/v1/vms/web-1/console-log", 200, "text/plain", "boot\r\n\u001b[31mred\n");

    assertThat(godwit.run("vm", "console-log", "web-1")).isZero();
    assertThat(godwit.out()).isEqualTo("boot\r\n\u001b[31mred\n");

    assertThat(godwit.onTerminal().run("vm", "console-log", "web-1")).isZero();
    assertThat(godwit.out()).isEqualTo("boot\n\\x1b[31mred\n");
  }

  @Test
  void listsMigrations() {
    godwit.manager.says(
        "GET /api/v1/migrations?limit=1000",
        new ItemList<>(
            List.of(
                FakeManager.completed(),
                FakeManager.running("PRECOPY", 3, 1, 1),
                FakeManager.queued())));

    assertThat(godwit.run("migration", "list")).isZero();

    assertThat(godwit.out())
        .isEqualTo(
            """
            ID    VM     FROM  TO  STATE      PHASE     STARTED  TIME   DOWNTIME  BLACKOUT  WAITS
            m7f3  web-1  h1    h2  COMPLETED  HANDOVER  7 s ago  5.7 s  124 ms    131 ms    -
            m7f3  web-1  h1    h2  RUNNING    PRECOPY   7 s ago  4.2 s  -         -         -
            m7f3  web-1  h1    h2  QUEUED     CHECK     7 s ago  4.2 s  -         -         position 2: host h1 sends m1, m2 already
            """);
  }

  @Test
  void showsAMigration() {
    godwit.manager.says("GET /api/v1/migrations/m7f3", FakeManager.completed());

    assertThat(godwit.run("migration", "show", "m7f3")).isZero();

    assertThat(godwit.out())
        .contains("downtime:   124 ms\n")
        .contains("blackout:   131 ms, seen by h3\n")
        .contains("sent:       492 MiB\n");
  }
}
