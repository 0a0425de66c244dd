package io.godwit.model.identity;

/**
 * Where an object is in the tree that rights are inherited along: {@code /} is everything, {@code
 * /vms/web} one VM. Kept as its text, because lists of 40,000 VMs ask for the path of each.
 *
 * @param value {@code /}, or up to 8 segments of 1 to 128 letters, digits and {@code . _ @ + -},
 *     each after a slash; no segment is {@code .} or {@code ..}
 */
public record ObjectPath(String value) implements Comparable<ObjectPath> {
  private static final int MAX_SEGMENTS = 8;
  private static final int MAX_SEGMENT_LENGTH = 128;

  /** Everything. */
  public static final ObjectPath ROOT = new ObjectPath("/");

  public ObjectPath {
    if (!isPath(value)) {
      throw new IllegalArgumentException(
          "an object path is / or up to 8 names, each after a slash, as /clusters/c1/vms/web");
    }
  }

  /** The path of an object below this one. */
  public ObjectPath below(String... segments) {
    StringBuilder path = new StringBuilder(isRoot() ? "" : value);
    for (String segment : segments) {
      if (!isSegment(segment, 0, segment.length())) {
        throw new IllegalArgumentException("'" + segment + "' is not one segment of a path");
      }
      path.append('/').append(segment);
    }
    return path.isEmpty() ? ROOT : new ObjectPath(path.toString());
  }

  public boolean isRoot() {
    return value.length() == 1;
  }

  /** The object this one lies in; the root lies in itself. */
  public ObjectPath parent() {
    int slash = value.lastIndexOf('/');
    return slash <= 0 ? ROOT : new ObjectPath(value.substring(0, slash));
  }

  /** Whether {@code other} is this object or lies in it, however deep. */
  public boolean covers(ObjectPath other) {
    return isRoot()
        || (other.value.startsWith(value)
            && (other.value.length() == value.length()
                || other.value.charAt(value.length()) == '/'));
  }

  /** By hand, because a pattern takes ten times as long. */
  private static boolean isPath(String value) {
    if (value.equals("/")) {
      return true;
    }
    int segments = 0;
    int slash = 0;
    while (slash < value.length()) {
      if (value.charAt(slash) != '/') {
        return false;
      }
      int next = value.indexOf('/', slash + 1);
      int end = next < 0 ? value.length() : next;
      segments++;
      if (segments > MAX_SEGMENTS || !isSegment(value, slash + 1, end)) {
        return false;
      }
      slash = end;
    }
    return segments > 0;
  }

  private static boolean isSegment(String text, int from, int to) {
    int length = to - from;
    boolean dots = true;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && "._@+-".indexOf(c) < 0) {
        return false;
      }
      dots &= c == '.';
    }
    return length > 0 && length <= MAX_SEGMENT_LENGTH && !(dots && length <= 2);
  }

  @Override
  public int compareTo(ObjectPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
