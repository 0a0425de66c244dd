package io.godwit.planner.placement;

import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.Report.Part;
import java.util.List;

/**
 * A host that would take a VM.
 *
 * @param parts of its score; "VM gets %" weighs most, then SHOULD rules, then room
 */
public record Ranked(HostId host, List<Part> parts) {
  public Ranked {
    parts = List.copyOf(parts);
  }
}
