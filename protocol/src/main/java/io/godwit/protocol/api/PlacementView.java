package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where new VMs would start.
 *
 * @param placed each of them, in the order in which they were placed
 * @param ranked hosts that would take the first of them, the best first
 * @param refused the others
 */
public record PlacementView(
    String cluster,
    List<PlacedView> placed,
    List<RankedHostView> ranked,
    List<RefusedHostView> refused) {
  public PlacementView {
    placed = List.copyOf(placed);
    ranked = List.copyOf(ranked);
    refused = List.copyOf(refused);
  }

  /**
   * One VM.
   *
   * @param host null if no host takes it
   * @param because a sentence with its figures
   */
  public record PlacedView(String vm, @Nullable String host, String because) {}

  /**
   * A host that would take it.
   *
   * @param parts of its score
   */
  public record RankedHostView(String host, List<ScorePartView> parts) {
    public RankedHostView {
      parts = List.copyOf(parts);
    }
  }

  /**
   * One figure.
   *
   * @param name with its unit, such as "VM gets %"
   */
  public record ScorePartView(String name, double value) {}

  /** A host that would not take it, and why. */
  public record RefusedHostView(String host, String reason) {}
}
