package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.standby.HostPower;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import java.util.Optional;

/** Whether a host takes VMs at all. Pure. */
final class Availability {
  private Availability() {}

  /** Why not, if it does not. */
  static Optional<Problem> refusal(DataCenter state, HostId host) {
    return state
        .hard()
        .maintenances()
        .of(host)
        .map(maintenance ->
            new Problem(
                ErrorCode.HOST_IN_MAINTENANCE,
                "Host "
                    + host
                    + " is in maintenance since "
                    + maintenance.since()
                    + " ("
                    + maintenance.by()
                    + "), and takes no VMs.",
                "Name another host, or end it with 'godwit host maintenance exit " + host + "'."))
        .or(() -> standby(state, host));
  }

  private static Optional<Problem> standby(DataCenter state, HostId host) {
    HostPower power = state.hard().standbys().of(host);
    String since = " since " + power.since() + " (" + power.by() + "), and takes no VMs.";
    return switch (power.stage()) {
      case ON -> Optional.empty();
      case EMPTYING ->
          onStandby(
              host,
              "is being emptied to be switched off" + since,
              "Name another host, or keep it on");
      case GOING_OFF, STANDBY ->
          onStandby(host, "is on standby" + since, "Name another host, or switch it on");
      case COMING_ON ->
          Optional.of(
              new Problem(
                  ErrorCode.HOST_ON_STANDBY,
                  "Host " + host + " is coming on" + since,
                  "Name another host, or wait until 'godwit host list' shows it as connected."));
      case FAILED_TO_RETURN ->
          Optional.of(
              new Problem(
                  ErrorCode.HOST_OUT_OF_POOL,
                  "Host " + host + " did not come on when it should, is out of the pool" + since,
                  "See to the host; then put it back with 'godwit host power on " + host + "'."));
    };
  }

  private static Optional<Problem> onStandby(HostId host, String is, String next) {
    return Optional.of(
        new Problem(
            ErrorCode.HOST_ON_STANDBY,
            "Host " + host + " " + is,
            next + " with 'godwit host power on " + host + "'."));
  }
}
