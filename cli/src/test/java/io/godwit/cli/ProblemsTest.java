package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import io.godwit.protocol.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees when it does not work. */
class ProblemsTest {
  private final CommandFixture godwit = new CommandFixture();

  @AfterEach
  void stop() {
    godwit.close();
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void exitsWithTheStatusOfTheKind(ErrorCode code) {
    godwit.manager.refuses("POST /api/v1/vms/web-1/pause", code, "It is so.");

    assertThat(godwit.run("vm", "pause", "web-1")).isEqualTo(code.kind().exitStatus());

    assertThat(godwit.err()).isEqualTo("error " + code + ": It is so.\nnext: Do something else.\n");
    assertThat(godwit.out()).isEmpty();
  }

  @Test
  void printsProblemsAsJsonOnStandardError() {
    godwit.manager.refuses("GET /api/v1/vms/web-1", ErrorCode.VM_UNKNOWN, "There is no web-1.");

    assertThat(godwit.run("vm", "show", "web-1", "--output", "json")).isEqualTo(3);

    assertThat(Json.LENIENT.readTree(godwit.err()).at("/code").asString()).isEqualTo("VM_UNKNOWN");
    assertThat(godwit.out()).isEmpty();
  }

  @Test
  void saysThatNobodyAnswers() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    int status = godwit.runExactly("vm", "list", "--server", "http://127.0.0.1:" + port);

    assertThat(status).isEqualTo(4);
    assertThat(godwit.err())
        .startsWith("error MANAGER_UNREACHABLE: No answer from http://127.0.0.1:" + port + ".\n")
        .contains("--server");
  }

  @Test
  void saysThatALostAnswerLeavesTheOutcomeOpen() {
    godwit.manager.says("POST /api/v1/vms/web-1/kill", 0, "", "");

    assertThat(godwit.run("vm", "kill", "web-1")).isEqualTo(6);

    assertThat(godwit.err()).startsWith("error OUTCOME_UNKNOWN: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vm list", "vm show a", "vm console-log a", "host list"})
  void saysThatAPageIsNoManager(String commandLine) {
    for (int httpStatus : new int[] {200, 404, 500}) {
      String path =
          switch (commandLine) {
            case "vm list" -> "/api/v1/vms";
            case "vm show a" -> "/api/v1/vms/a";
            case "vm console-log a" -> "/api/v1/vms/a/console-log";
            default -> "/api/v1/hosts";
          };
      godwit.manager.says("GET " + path, httpStatus, "text/html", "<html>It works!</html>");

      assertThat(godwit.run(commandLine.split(" "))).isEqualTo(4);

      assertThat(godwit.err()).contains("is not a Godwit manager.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "[]", "7", "", "{\"items\":[null]}"})
  void saysThatOtherJsonIsNoManager(String body) {
    godwit.manager.says("GET /api/v1/vms", 200, "application/json", body);

    assertThat(godwit.run("vm", "list")).isEqualTo(4);
  }

  @Test
  void escapesProblems() {
    godwit.manager.refuses("GET /api/v1/vms", ErrorCode.INTERNAL, "a\u001b[2J\nnext: lie");

    assertThat(godwit.run("vm", "list")).isEqualTo(70);

    assertThat(godwit.err()).startsWith("error INTERNAL: a\\x1b[2J\\x0anext: lie\n");
  }

  @Test
  void helpsEverywhere() {
    for (String verb :
        new String[] {"", "host", "host list", "vm", "vm create", "vm migrate", "vm stop"}) {
      assertThat(godwit.runExactly((verb + " --help").strip().split(" "))).isZero();
      assertThat(godwit.out()).startsWith(("Usage: godwit " + verb).strip());
    }
  }

  @Test
  void saysItsVersion() {
    assertThat(godwit.runExactly("--version")).isZero();
    assertThat(godwit.out()).startsWith("godwit ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completesItsVerbs(String shell) {
    assertThat(godwit.runExactly("completion", shell)).isZero();

    assertThat(godwit.out())
        .startsWith("#!")
        .contains("migrate")
        .contains("console-log")
        .contains("--downtime-limit")
        .contains("watch");
  }
}
