package io.godwit.planner.evacuation;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import java.util.List;

/**
 * A VM that keeps a host from being empty.
 *
 * @param reason a sentence with the VM and the host in it
 * @param relax the fewest MUST rules that would have to be relaxed; empty if rules are not what is
 *     in the way
 */
public record Blocker(VmId vm, VmName name, HostId host, String reason, List<String> relax) {
  public Blocker {
    relax = List.copyOf(relax);
  }
}
