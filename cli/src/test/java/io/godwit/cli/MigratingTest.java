package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import io.godwit.protocol.api.MigrationCheckView;
import io.godwit.protocol.api.MigrationCheckView.CheckGroupView;
import io.godwit.protocol.api.MigrationCheckView.CheckItemView;
import io.godwit.protocol.api.MigrationView.State;
import io.godwit.protocol.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code vm migrate}, {@code migration watch} and {@code migration cancel}. */
class MigratingTest {
  private static final String MIGRATE = "POST /api/v1/vms/web-1/migrations";
  private static final String CHECK = "POST /api/v1/vms/web-1/migrate-check";
  private static final String CANCEL = "POST /api/v1/migrations/m7f3/cancel";

  private final CommandFixture godwit = new CommandFixture();

  @BeforeEach
  void accept() {
    godwit.manager.says(MIGRATE, FakeManager.running("CHECK", 0, 0, 0));
  }

  @AfterEach
  void stop() {
    godwit.close();
  }

  @Test
  void startsAMigrationWithItsLimits() {
    int status =
        godwit.run(
            "vm migrate web-1 --to h2 --downtime-limit 300ms --bandwidth 100MiB/s --deadline 1h"
                .split(" "));

    assertThat(status).isZero();
    assertThat(godwit.manager.requests)
        .containsExactly(
            MIGRATE
                + " {\"toHost\":\"h2\",\"downtimeLimitMs\":300,"
                + "\"bandwidthBytesPerSecond\":104857600,\"deadlineMs\":3600000}");
    assertThat(godwit.out())
        .isEqualTo(
            """
            web-1 moves h1 -> h2, migration m7f3
            Follow it with: godwit migration watch m7f3
            """);
  }

  @Test
  void saysThatAMigrationWaitsAndForWhat() {
    godwit.manager.says(MIGRATE, FakeManager.queued());

    assertThat(godwit.run("vm", "migrate", "web-1", "--to", "h2")).isZero();

    assertThat(godwit.out())
        .startsWith(
            "web-1 waits to move h1 -> h2, migration m7f3; position 2: host h1 sends m1, m2"
                + " already\n");
  }

  @Test
  void sendsTheWholeBudget() {
    String budget =
        "vm migrate web-1 --to h2 --max-downtime 1s --max-bandwidth 1MiB/s --max-slowdown 30"
            + " --allow-postcopy --encryption required";

    assertThat(godwit.run(budget.split(" "))).isZero();
    assertThat(godwit.manager.requests)
        .containsExactly(
            MIGRATE
                + " {\"toHost\":\"h2\",\"downtimeLimitMs\":1000,"
                + "\"bandwidthBytesPerSecond\":1048576,\"maxSlowdownPercent\":30,"
                + "\"allowPostcopy\":true,\"encryption\":\"required\"}");
  }

  @Test
  void printsWhatACheckFoundAndEndsWith3IfItWouldBeRefused() {
    godwit.manager.says(
        CHECK,
        new MigrationCheckView(
            "web-1",
            "h1",
            "h2",
            "REFUSAL",
            List.of(
                group("SOURCE", item("source.vm-state", "RUNNING", "RUNNING", "PASS", null)),
                group(
                    "DESTINATION",
                    item("destination.qemu-version", "10.0.2 or newer", "9.2.0", "WARNING", null),
                    item("destination.machine", "pc-q35-10.0", "-", "REFUSAL", "MACHINE_GONE"))),
            null,
            List.of()));

    assertThat(godwit.run("vm", "migrate", "web-1", "--to", "h2", "--check")).isEqualTo(3);

    assertThat(godwit.manager.requests).containsExactly(CHECK + " {\"toHost\":\"h2\"}");
    assertThat(godwit.err()).isEmpty();
    assertThat(godwit.out())
        .isEqualTo(
            """
            GROUP        CHECK         OF  NEEDED           FOUND    RESULT
            source       vm-state      -   RUNNING          RUNNING  pass
            destination  qemu-version  -   10.0.2 or newer  9.2.0    warning
            destination  machine       -   pc-q35-10.0      -        refusal

            warning, destination.qemu-version: It is so.
            next: Change it.

            refusal MACHINE_GONE, destination.machine: It is so.
            next: Change it.

            web-1 would not be moved h1 -> h2: 3 checks, 1 refusal, 1 warning
            """);
  }

  @Test
  void aCheckThatFindsNothingEndsWith0AndMovesNothing() {
    godwit.manager.says(
        CHECK,
        new MigrationCheckView(
            "web-1",
            "h1",
            "h2",
            "PASS",
            List.of(group("SOURCE", item("source.agent", "connected", "yes", "PASS", null))),
            null,
            List.of()));

    assertThat(godwit.run("vm", "migrate", "web-1", "--to", "h2", "--check")).isZero();

    assertThat(godwit.manager.requests).noneMatch(request -> request.startsWith(MIGRATE));
    assertThat(godwit.out()).endsWith("web-1 can move h1 -> h2: 1 check, 0 refusals, 0 warnings\n");
  }

  @Test
  void aRehearsalIsACheckThatSaysSo() {
    godwit.manager.says(
        CHECK,
        new MigrationCheckView(
            "web-1",
            "h1",
            "h2",
            "PASS",
            List.of(
                group("DESTINATION", item("destination.rehearsal", "all", "all", "PASS", null))),
            null,
            List.of()));

    assertThat(godwit.run("vm", "migrate", "web-1", "--to", "h2", "--rehearse")).isZero();

    assertThat(godwit.manager.requests)
        .containsExactly(CHECK + " {\"toHost\":\"h2\",\"rehearse\":true}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--check", "--rehearse"})
  void aCheckIsNotWaitedFor(String check) {
    assertThat(godwit.run("vm", "migrate", "web-1", "--to", "h2", check, "--wait")).isEqualTo(2);
    assertThat(godwit.manager.requests).isEmpty();
  }

  private static CheckGroupView group(String name, CheckItemView... items) {
    return new CheckGroupView(name, "PASS", List.of(items));
  }

  private static CheckItemView item(
      String id, String needed, String found, String verdict, @Nullable String code) {
    boolean passed = verdict.equals("PASS");
    return new CheckItemView(
        id,
        null,
        needed,
        found,
        verdict,
        code,
        passed ? null : "It is so.",
        passed ? null : "Change it.");
  }

  @Test
  void waitsAndSumsUp() {
    godwit.manager.streams(
        "m7f3",
        FakeManager.running("PREPARE", 0, 0, 0),
        FakeManager.running("PRECOPY", 1, 100, 300),
        FakeManager.running("PRECOPY", 1, 200, 200),
        FakeManager.running("PRECOPY", 2, 400, 50),
        FakeManager.completed());

    assertThat(godwit.run("vm", "migrate", "web-1", "--to", "h2", "--wait")).isZero();

    assertThat(godwit.out())
        .isEqualTo(
            "web-1 moved h1 -> h2 in 5.7 s, downtime 124 ms, blackout 131 ms, 492 MiB in 4 rounds\n");
    assertThat(godwit.err())
        .isEqualTo(
            """
            web-1: prepare, 4.2 s
            web-1: precopy round 1, 25 %, 100 MiB at 118 MiB/s, pause ~124 ms, 4.2 s
            web-1: precopy round 2, 88 %, 400 MiB at 118 MiB/s, pause ~124 ms, 4.2 s
            web-1: completed, 100 %, 492 MiB, 4.2 s
            """);
  }

  @Test
  void drawsABarOnATerminal() {
    godwit.manager.streams(
        "m7f3", FakeManager.running("PRECOPY", 1, 100, 300), FakeManager.completed());

    assertThat(godwit.onTerminal().run("migration", "watch", "m7f3")).isZero();

    assertThat(godwit.err()).startsWith("\rprecopy  round 1 [##").endsWith("\n");
    assertThat(godwit.err().lines()).allMatch(line -> !line.contains("\u001b"));
    assertThat(godwit.out()).startsWith("web-1 moved ");
  }

  @Test
  void printsOnlyJsonWhenAsked() {
    godwit.manager.streams(
        "m7f3", FakeManager.running("PRECOPY", 1, 100, 300), FakeManager.completed());

    assertThat(godwit.run("migration", "watch", "m7f3", "-o", "json")).isZero();

    assertThat(godwit.err()).isEmpty();
    assertThat(Json.LENIENT.readTree(godwit.out()).at("/result/rounds").asInt()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED,QEMU_DIED,QEMU_DIED,5",
    "FAILED,,MIGRATION_FAILED,5",
    "FAILED,MEMORY_SHORT,MEMORY_SHORT,5",
    "CANCELLED,MIGRATION_CANCELLED,MIGRATION_CANCELLED,5",
    "CANCELLED,,MIGRATION_CANCELLED,5",
    "INDETERMINATE,OUTCOME_UNKNOWN,OUTCOME_UNKNOWN,6",
    "INDETERMINATE,,OUTCOME_UNKNOWN,6"
  })
  void endsWithTheMigrationsProblem(State state, ErrorCode sent, ErrorCode shown, int status) {
    godwit.manager.streams("m7f3", FakeManager.ended(state, sent));

    assertThat(godwit.run("vm", "migrate", "web-1", "--to", "h2", "--wait")).isEqualTo(status);

    assertThat(godwit.err()).contains("error " + shown + ": ").contains("\nnext: ");
    assertThat(godwit.out()).isEmpty();
  }

  @Test
  void saysHowToLookAgainWhenTheStreamBreaksOff() {
    godwit.manager.streams("m7f3", FakeManager.running("PRECOPY", 1, 100, 300));

    assertThat(godwit.run("migration", "watch", "m7f3")).isEqualTo(4);

    assertThat(godwit.err())
        .contains("error MANAGER_UNREACHABLE: ")
        .contains("next: Look again with 'godwit migration watch m7f3'.");
  }

  @Test
  void anInterruptStopsWatchingAndSaysThatTheMigrationGoesOn() {
    godwit.manager.streams("m7f3", FakeManager.completed());
    godwit.run("migration", "watch", "m7f3");

    godwit.reactions.getFirst().run();

    assertThat(godwit.err())
        .endsWith(
            "Stopped watching; migration m7f3 goes on. Follow it with 'godwit migration watch"
                + " m7f3', cancel it with 'godwit migration cancel m7f3'.\n");
    assertThat(godwit.manager.requests).noneMatch(request -> request.contains("cancel"));
  }

  @Test
  void anInterruptedThreadStopsWatching() {
    godwit.manager.streams("m7f3", FakeManager.running("PRECOPY", 1, 100, 300));
    Thread.currentThread().interrupt();

    assertThat(godwit.run("migration", "watch", "m7f3")).isEqualTo(130);

    assertThat(godwit.err()).contains("Stopped watching; migration m7f3 goes on.");
  }

  @Test
  void cancels() {
    godwit.manager.says(CANCEL, FakeManager.ended(State.CANCELLED, ErrorCode.MIGRATION_CANCELLED));

    assertThat(godwit.run("migration", "cancel", "m7f3")).isZero();

    assertThat(godwit.manager.requests).containsExactly(CANCEL);
    assertThat(godwit.out()).isEqualTo("migration m7f3 of web-1 is cancelled; it stays on h1\n");
  }

  @Test
  void saysThatACancelCameTooLate() {
    godwit.manager.says(CANCEL, FakeManager.completed());

    assertThat(godwit.run("migration", "cancel", "m7f3")).isEqualTo(3);

    assertThat(godwit.err())
        .isEqualTo(
            """
            error MIGRATION_TOO_LATE: The cancel came too late: web-1 runs on h2.
            next: Move it back with 'godwit vm migrate web-1 --to h1'.
            """);
  }
}
