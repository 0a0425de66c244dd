package io.godwit.manager.identity.password;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.UserName;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * What can be a password. Length decides, not kinds of characters (NIST SP 800-63B, 3.1.1.2): rules
 * about these make passwords that are forgotten and not better.
 */
final class PasswordRule {
  private static final int MIN_LENGTH = 12;

  /** Argon2 takes any length; a limit keeps a caller from making us hash megabytes. */
  private static final int MAX_LENGTH = 1024;

  private PasswordRule() {}

  /**
   * @throws GodwitException PASSWORD_UNFIT
   */
  static void check(UserName user, String password) {
    String same = normal(password);
    int length = same.codePointCount(0, same.length());
    if (length < MIN_LENGTH || length > MAX_LENGTH) {
      throw unfit("A password has 12 to 1,024 characters; this one has " + length + ".");
    }
    if (same.codePoints().distinct().count() < 3) {
      throw unfit("This password repeats one or two characters.");
    }
    if (same.equalsIgnoreCase(user.value())) {
      throw unfit("This password is the user's name.");
    }
  }

  /** Whether it can be one at all; what is too long is not hashed. */
  static boolean isTooLong(String password) {
    return password.length() > 2 * MAX_LENGTH;
  }

  /** The same letters typed on two keyboards may be different code points. */
  static byte[] bytes(String password) {
    return normal(password).getBytes(StandardCharsets.UTF_8);
  }

  private static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFKC);
  }

  private static GodwitException unfit(String detail) {
    return new GodwitException(
        ErrorCode.PASSWORD_UNFIT,
        detail + " Nothing was changed.",
        "Choose another, for instance four or five words.");
  }
}
