package io.godwit.planner.check;

import java.util.List;

/**
 * What was found in a plan.
 *
 * @param findings what the plan does that no plan may do; empty if the plan is sound
 * @param unmet MUST rules and capacities that do not hold once it was carried out
 */
public record Verdict(List<String> findings, List<String> unmet) {
  public Verdict {
    findings = List.copyOf(findings);
    unmet = List.copyOf(unmet);
  }

  /** Whether the plan may be carried out. */
  public boolean isSound() {
    return findings.isEmpty();
  }

  /** Whether everything holds after it. */
  public boolean isComplete() {
    return unmet.isEmpty();
  }
}
