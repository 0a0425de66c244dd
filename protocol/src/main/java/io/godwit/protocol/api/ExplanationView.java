package io.godwit.protocol.api;

import java.util.List;

/**
 * Why a VM is where it is.
 *
 * @param lines why here, why not elsewhere, and what would change it
 */
public record ExplanationView(String vm, List<String> lines) {
  public ExplanationView {
    lines = List.copyOf(lines);
  }
}
