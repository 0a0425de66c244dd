package io.godwit.planner.repair;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that could not be put right.
 *
 * @param vm whose place is wrong; null if it is about a host
 * @param host where it is; null if it is nowhere
 * @param reason a sentence
 * @param relax the fewest MUST rules that would have to be relaxed; empty if rules are not what is
 *     in the way
 */
public record Unmet(@Nullable VmId vm, @Nullable HostId host, String reason, List<String> relax) {
  public Unmet {
    relax = List.copyOf(relax);
  }

  /** The reason, and what would have to be relaxed. */
  public String sentence() {
    return relax.isEmpty()
        ? reason
        : reason + "; it could be if " + String.join(" and ", relax) + " were relaxed";
  }

  /** The VM that is meant; empty if it is about a host. */
  public Optional<VmId> who() {
    return Optional.ofNullable(vm);
  }
}
