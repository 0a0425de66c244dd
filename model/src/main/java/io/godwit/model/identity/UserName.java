package io.godwit.model.identity;

import java.util.regex.Pattern;

/**
 * What a user logs in as; never given to anyone else while the user exists.
 *
 * @param value 1 to 128 lower-case letters, digits and {@code . _ @ + -}, beginning and ending with
 *     a letter or digit; an e-mail address in lower case is one
 */
public record UserName(String value) implements Comparable<UserName> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9._@+-]{0,126}[a-z0-9])?");

  public UserName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a user name is 1 to 128 lower-case letters, digits, dots, dashes, _, @ and +");
    }
  }

  @Override
  public int compareTo(UserName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
