package io.godwit.planner.explain;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.placement.Ranking;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a VM is where it is.
 *
 * @param host where it runs; null if it runs nowhere
 * @param ranking what each host would be to it
 * @param lines for people: why here, why not elsewhere, what would change it
 */
public record Explanation(VmId vm, @Nullable HostId host, Ranking ranking, List<String> lines) {
  public Explanation {
    lines = List.copyOf(lines);
  }
}
