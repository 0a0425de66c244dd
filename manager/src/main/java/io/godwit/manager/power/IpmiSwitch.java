package io.godwit.manager.power;

import io.godwit.model.host.HostId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A baseboard controller that speaks IPMI 2.0, by {@code ipmitool -I lanplus}. The password goes
 * through the environment ({@code -E}): a command line is for everybody on the machine to read.
 */
final class IpmiSwitch implements PowerSwitch {
  private final HostId host;
  private final Login login;
  private final String tool;
  private final Duration deadline;

  /**
   * @param tool the name or path of ipmitool
   */
  IpmiSwitch(HostId host, Login login, String tool, Duration deadline) {
    this.host = host;
    this.login = login;
    this.tool = tool;
    this.deadline = deadline;
  }

  @Override
  public String description() {
    return "ipmi at " + login.address();
  }

  /** {@code Chassis Power is on}. */
  @Override
  public PowerState state() throws InterruptedException {
    String said = run("ask for the power of " + host, "status").toLowerCase(Locale.ROOT);
    if (said.endsWith("power is on")) {
      return PowerState.ON;
    }
    if (said.endsWith("power is off")) {
      return PowerState.OFF;
    }
    throw PowerFailure.of(
        "ask for the power of " + host + " by " + description(),
        "ipmitool said '" + said + "', which is neither on nor off");
  }

  @Override
  public void on() throws InterruptedException {
    run("switch " + host + " on", "on");
  }

  /** By ACPI, as with a short press of the button. */
  @Override
  public void off() throws InterruptedException {
    run("switch " + host + " off", "soft");
  }

  private String run(String what, String verb) throws InterruptedException {
    String whole = what + " by " + description();
    List<String> command = new ArrayList<>(List.of(tool, "-I", "lanplus", "-H", login.host()));
    login.port().ifPresent(port -> command.addAll(List.of("-p", Integer.toString(port))));
    command.addAll(List.of("-U", login.user(), "-E", "chassis", "power", verb));
    return new Program(whole, deadline)
        .run(command, Map.of("IPMI_PASSWORD", login.password(whole)));
  }
}
