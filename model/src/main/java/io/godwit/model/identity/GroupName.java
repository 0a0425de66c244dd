package io.godwit.model.identity;

/**
 * A group as the identity provider names it. Godwit gives groups rights and keeps no list of them.
 *
 * @param value 1 to 256 characters, none of them a control character or a surrogate
 */
public record GroupName(String value) implements Comparable<GroupName> {
  private static final int MAX_LENGTH = 256;

  public GroupName {
    boolean printable =
        value.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
    if (value.isBlank() || value.length() > MAX_LENGTH || !printable) {
      throw new IllegalArgumentException("a group name is 1 to 256 printable characters");
    }
  }

  @Override
  public int compareTo(GroupName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
