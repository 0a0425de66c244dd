package io.godwit.protocol.api;

import java.util.List;

/**
 * What came of an approval.
 *
 * @param migrations that were begun; moves that wait for others come with a later plan
 */
public record PlanApplied(List<String> migrations) {
  public PlanApplied {
    migrations = List.copyOf(migrations);
  }
}
