package io.godwit.manager.power;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.PowerCurve;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How hosts are switched, as a file says at the moment it is asked: hosts come and go while the
 * manager runs. Safe for all threads.
 */
public final class PowerSwitches {
  private static final String IPMITOOL = "ipmitool";

  private final Optional<Path> file;
  private final Supplier<PowerFile> source;
  private final BooleanSupplier held;

  /**
   * @param file none if no host can be switched
   */
  public PowerSwitches(Optional<Path> file) {
    this(file, IPMITOOL);
  }

  PowerSwitches(Optional<Path> file, String ipmitool) {
    this(
        file,
        () -> file.isEmpty() ? PowerFile.NONE : PowerFile.read(file.get(), ipmitool),
        () -> true);
  }

  private PowerSwitches(Optional<Path> file, Supplier<PowerFile> source, BooleanSupplier held) {
    this.file = file;
    this.source = source;
    this.held = held;
  }

  /**
   * Hosts that no file names: those of a simulation.
   *
   * @param interval how often it is looked whether hosts are needed, 1 s or more
   * @param patience how long a host may take to come on
   */
  public static PowerSwitches simulated(
      Duration interval, Duration patience, Map<HostId, PowerSwitch> switches) {
    PowerFile all = new PowerFile(interval, patience, switches, Map.of());
    return new PowerSwitches(Optional.empty(), () -> all, () -> true);
  }

  /**
   * The same for a leader.
   *
   * @param lease whether it is held, at the moment; nothing is switched without it
   */
  public PowerSwitches under(BooleanSupplier lease) {
    return new PowerSwitches(file, source, lease);
  }

  /**
   * How a host is switched; empty if the file does not say.
   *
   * @throws GodwitException POWER_FILE_UNUSABLE
   */
  public Optional<PowerSwitch> of(HostId host) {
    return Optional.ofNullable(read().switches().get(host))
        .map(found -> new LeadersSwitch(found, held));
  }

  /**
   * The same of a host that is to be switched.
   *
   * @throws GodwitException POWER_FILE_UNUSABLE, POWER_NOT_CONFIGURED
   */
  public PowerSwitch require(HostId host) {
    return of(host)
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.POWER_NOT_CONFIGURED,
                "It is not known how host " + host + " is switched; nothing was done.",
                file.isEmpty()
                    ? "Name a power file with the key 'power' in the manager's configuration."
                    : "Give the host a driver in " + file.get() + " on the manager's machine."));
  }

  /**
   * What a host draws, if somebody has said.
   *
   * @throws GodwitException POWER_FILE_UNUSABLE
   */
  public Optional<PowerCurve> curve(HostId host) {
    return Optional.ofNullable(read().curves().get(host));
  }

  /**
   * How often it is looked whether hosts are needed.
   *
   * @throws GodwitException POWER_FILE_UNUSABLE
   */
  public Duration interval() {
    return read().interval();
  }

  /**
   * How long a host may take to come on, if it has not told by what it took before.
   *
   * @throws GodwitException POWER_FILE_UNUSABLE
   */
  public Duration patience() {
    return read().patience();
  }

  private PowerFile read() {
    try {
      return source.get();
    } catch (IllegalArgumentException wrong) {
      throw new GodwitException(
          ErrorCode.POWER_FILE_UNUSABLE,
          "The power file cannot be used: " + wrong.getMessage() + ". No host was switched.",
          "Correct the file on the manager's machine; it is read anew each time.");
    }
  }
}
