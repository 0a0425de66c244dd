package io.godwit.manager.identity.gate;

import io.godwit.model.identity.TokenId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token as its owner has it: {@code gwa1_ID_SECRET}. The prefix lets scanners of repositories and
 * logs recognise one, the id lets us find it without trying all.
 *
 * @param secret 256 bits in base 62
 */
public record TokenText(TokenId id, String secret) {
  private static final Pattern FORM =
      Pattern.compile("gwa1_(t[a-z0-9]{1,19})_([0-9A-Za-z]{" + Secrets.SECRET_LENGTH + "})");

  static Optional<TokenText> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new TokenText(new TokenId(form.group(1)), form.group(2)))
        : Optional.empty();
  }

  /** All of it; for the answer to whoever made it, and for nothing else. */
  public String reveal() {
    return "gwa1_" + id + "_" + secret;
  }

  @Override
  public String toString() {
    return "gwa1_" + id + "_hidden";
  }
}
