package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import io.godwit.protocol.json.Json;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists that go on. */
class WatchingTest {
  private final CommandFixture godwit = new CommandFixture();

  @AfterEach
  void stop() {
    godwit.close();
  }

  @Test
  void showsTheListAndThenARowForEachChange() {
    changes(
        "added", FakeManager.vm("web-1", "STOPPED"),
        "added", FakeManager.vm("db", "RUNNING"),
        "synced", null,
        "modified", FakeManager.vm("web-1", "RUNNING"),
        "added", FakeManager.vm("another-one", "STOPPED"),
        "deleted", FakeManager.vm("db", "RUNNING"));

    assertThat(godwit.run("vm", "list", "--watch", "--state", "running")).isEqualTo(4);

    assertThat(godwit.out())
        .isEqualTo(
            """
            NAME   STATE    HOST  CPUS  MEMORY   ACCELERATOR  QEMU  MIGRATION
            db     RUNNING  h1    2     1.5 GiB  -            -     -
            web-1  STOPPED  h1    2     1.5 GiB  -            -     -
            web-1  RUNNING  h1    2     1.5 GiB  -            -     -
            another-one  STOPPED  h1    2     1.5 GiB  -            -     -
            db     RUNNING  h1    2     1.5 GiB  -            -     -  (gone)
            """);
    assertThat(godwit.err()).contains(ErrorCode.MANAGER_UNREACHABLE.name());
  }

  @Test
  void tellsProgramsEachChangeOnALine() {
    changes("added", FakeManager.vm("db", "RUNNING"), "synced", null);

    godwit.run("vm", "list", "--watch", "--state", "running", "-o", "json");

    List<String> lines = godwit.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(Json.LENIENT.readTree(lines.getFirst()).at("/kind").asString()).isEqualTo("ADDED");
    assertThat(Json.LENIENT.readTree(lines.getFirst()).at("/item/name").asString()).isEqualTo("db");
    assertThat(lines.getLast()).contains("SYNCED");
    godwit.run("vm", "list", "--watch", "--state", "running", "-o", "yaml");
    assertThat(godwit.out()).startsWith("---\nkind: ADDED\nitem:\n  id:");
  }

  private void changes(Object... kindsAndItems) {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < kindsAndItems.length; i += 2) {
      Object item = kindsAndItems[i + 1];
      events
          .append("event: ")
          .append(kindsAndItems[i])
          .append("\ndata: ")
          .append(item == null ? "{}" : Json.LENIENT.writeValueAsString(item))
          .append("\n\n");
    }
    godwit.manager.says(
        "GET /api/v1/vms?state=RUNNING&watch=true", 200, "text/event-stream", events.toString());
  }
}
