package io.godwit.planner.placement;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.util.List;
import java.util.Optional;

/**
 * What hosts are to a VM.
 *
 * @param ranked those that take it, the best first
 * @param refused the others, by id
 */
public record Ranking(VmId vm, List<Ranked> ranked, List<Refused> refused) {
  public Ranking {
    ranked = List.copyOf(ranked);
    refused = List.copyOf(refused);
  }

  /** The best host; empty if none takes it. */
  public Optional<HostId> best() {
    return ranked.stream().map(Ranked::host).findFirst();
  }
}
