package io.godwit.protocol.api;

import java.util.List;

/**
 * What came of an approval.
 *
 * @param migrations that were begun; moves that wait for others follow by themselves
 */
public record PlanApplied(List<String> migrations) {
  public PlanApplied {
    migrations = List.copyOf(migrations);
  }
}
