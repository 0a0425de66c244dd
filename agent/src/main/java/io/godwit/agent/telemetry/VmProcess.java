package io.godwit.agent.telemetry;

import io.godwit.model.vm.VmId;
import java.util.List;

/**
 * A VM to be measured.
 *
 * @param taps the names of its network cards' other ends
 */
public record VmProcess(VmId vm, long pid, List<String> taps) {
  public VmProcess {
    taps = List.copyOf(taps);
  }
}
