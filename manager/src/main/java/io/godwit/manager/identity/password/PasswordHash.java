package io.godwit.manager.identity.password;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An argon2id hash with all that is needed to compute it again.
 *
 * @param phc {@code $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH}, both base64 without padding; never
 *     shown by {@link #toString}
 */
public record PasswordHash(String phc) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,8}),t=(\\d{1,3}),p=(\\d{1,3})"
              + "\\$([A-Za-z0-9+/]{11,64})\\$([A-Za-z0-9+/]{22,86})");

  public PasswordHash {
    Parts parts = parts(phc);
    Base64.getDecoder().decode(parts.salt());
    Base64.getDecoder().decode(parts.hash());
  }

  static PasswordHash of(Argon2Cost cost, byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return new PasswordHash(
        "$argon2id$v=19$m="
            + cost.memoryKib()
            + ",t="
            + cost.passes()
            + ",p="
            + cost.lanes()
            + "$"
            + base64.encodeToString(salt)
            + "$"
            + base64.encodeToString(hash));
  }

  Argon2Cost cost() {
    return parts(phc).cost();
  }

  byte[] salt() {
    return Base64.getDecoder().decode(parts(phc).salt());
  }

  byte[] hash() {
    return Base64.getDecoder().decode(parts(phc).hash());
  }

  private record Parts(Argon2Cost cost, String salt, String hash) {}

  private static Parts parts(String phc) {
    Matcher form = FORM.matcher(phc);
    if (!form.matches()) {
      throw new IllegalArgumentException("a password hash is not an argon2id PHC string");
    }
    return new Parts(
        new Argon2Cost(
            Integer.parseInt(form.group(1)),
            Integer.parseInt(form.group(2)),
            Integer.parseInt(form.group(3))),
        form.group(4),
        form.group(5));
  }

  @Override
  public String toString() {
    return "PasswordHash[hidden]";
  }
}
