package io.godwit.manager.identity;

import io.godwit.model.identity.GroupName;
import io.godwit.model.identity.UserName;
import java.util.Comparator;
import java.util.Locale;

/**
 * Who is granted something. One record and not two sealed ones, so that it is a key.
 *
 * @param name a {@link UserName} or a {@link GroupName}
 */
public record Grantee(Kind kind, String name) implements Comparable<Grantee> {
  private static final Comparator<Grantee> ORDER =
      Comparator.comparing(Grantee::kind).thenComparing(Grantee::name);

  public Grantee {
    switch (kind) {
      case USER -> new UserName(name);
      case GROUP -> new GroupName(name);
    }
  }

  /** What the name is of. */
  public enum Kind {
    USER,
    GROUP
  }

  public static Grantee of(UserName user) {
    return new Grantee(Kind.USER, user.value());
  }

  public static Grantee of(GroupName group) {
    return new Grantee(Kind.GROUP, group.value());
  }

  @Override
  public int compareTo(Grantee other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + " " + name;
  }
}
