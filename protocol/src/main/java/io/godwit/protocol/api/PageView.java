package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a long list.
 *
 * @param next the cursor of the part that follows, if there is one
 * @param missing why a part of the list could not be read; what is here is right but not all
 */
public record PageView<T>(List<T> items, @Nullable String next, @Nullable ProblemView missing) {
  public PageView {
    items = List.copyOf(items);
  }
}
