package io.godwit.manager.entity;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * What one durable thing is called.
 *
 * @param kind lower-case letters and hyphens
 * @param id unique within its kind; 1 to 200 characters without slashes or controls
 */
public record EntityKey(String kind, String id) implements Comparable<EntityKey> {
  private static final Pattern KIND = Pattern.compile("[a-z][a-z-]{0,31}");
  private static final Pattern ID = Pattern.compile("[^/\\p{Cntrl}]{1,200}");
  private static final Comparator<EntityKey> ORDER =
      Comparator.comparing(EntityKey::kind).thenComparing(EntityKey::id);

  public EntityKey {
    if (!KIND.matcher(kind).matches() || !ID.matcher(id).matches()) {
      throw new IllegalArgumentException("'" + kind + "' '" + id + "' does not name an entity");
    }
  }

  @Override
  public int compareTo(EntityKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind + "/" + id;
  }
}
