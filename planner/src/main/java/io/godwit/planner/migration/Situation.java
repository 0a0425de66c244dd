package io.godwit.planner.migration;

import io.godwit.model.host.TransportSupport;
import io.godwit.model.migration.MemoryFacts;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.unit.DataSize;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known before a migration starts.
 *
 * @param memory the guest's memory
 * @param resident what of it the host holds, where only that is known
 * @param facts what was sampled of it
 * @param cores processors that the source can spend on packing pages, 1 or more
 * @param support what both hosts can do with memory on its way
 * @param secrecy whether others can read it there
 * @param past what became of earlier forecasts
 */
public record Situation(
    DataSize memory,
    @Nullable DataSize resident,
    @Nullable MemoryFacts facts,
    Link link,
    int cores,
    TransportSupport support,
    Secrecy secrecy,
    TrackRecord past) {
  public Situation {
    if (cores < 1) {
      throw new IllegalArgumentException("somebody has to copy");
    }
  }

  Situation with(Link other) {
    return new Situation(memory, resident, facts, other, cores, support, secrecy, past);
  }

  Optional<MemoryFacts> sampled() {
    return Optional.ofNullable(facts);
  }

  /** Memory that is sent at all. */
  DataSize filled() {
    if (facts != null) {
      return facts.filled();
    }
    return resident == null || resident.compareTo(memory) > 0 ? memory : resident;
  }

  /** Whether enough was measured to refuse something for it. */
  boolean isFounded() {
    return knowsDirtyRate() && link.basis() != Link.Basis.ASSUMED;
  }

  /** Whether it is known how fast the guest rewrites its memory. */
  boolean knowsDirtyRate() {
    return facts != null && !facts.dirtied().isEmpty();
  }
}
