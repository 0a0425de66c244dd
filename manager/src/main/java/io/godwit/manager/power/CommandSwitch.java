package io.godwit.manager.power;

import io.godwit.model.host.HostId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Calls a program of the administrator's: {@code PROGRAM on|off|status HOST}. It ends with status 0
 * if it did so; for {@code status} it writes {@code on}, {@code off} or {@code unknown}.
 */
final class CommandSwitch implements PowerSwitch {
  private final HostId host;
  private final Path program;
  private final Duration deadline;

  CommandSwitch(HostId host, Path program, Duration deadline) {
    this.host = host;
    this.program = program;
    this.deadline = deadline;
  }

  @Override
  public String description() {
    return "command " + program;
  }

  @Override
  public PowerState state() throws InterruptedException {
    String said = run("status", "ask for the power of " + host);
    return switch (said.toLowerCase(Locale.ROOT)) {
      case "on" -> PowerState.ON;
      case "off" -> PowerState.OFF;
      case "unknown" -> PowerState.UNKNOWN;
      default ->
          throw PowerFailure.of(
              "ask for the power of " + host + " by " + description(),
              "it said '" + said + "', which is neither on, off nor unknown");
    };
  }

  @Override
  public void on() throws InterruptedException {
    run("on", "switch " + host + " on");
  }

  @Override
  public void off() throws InterruptedException {
    run("off", "switch " + host + " off");
  }

  private String run(String verb, String what) throws InterruptedException {
    return new Program(what + " by " + description(), deadline)
        .run(List.of(program.toString(), verb, host.value()), Map.of());
  }
}
