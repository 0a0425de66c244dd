package io.godwit.manager.identity.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.UserName;
import java.security.SecureRandom;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordsTest {
  private static final UserName ANN = new UserName("ann");
  private static final String RIGHT = "correct horse battery";

  private final Passwords passwords = Passwords.cheap(new SecureRandom(), Time.REAL);

  @Test
  void knowsThePasswordAgainAndNoOther() {
    PasswordHash hash = passwords.hash(ANN, RIGHT);
    assertThat(passwords.matches(RIGHT, hash)).isTrue();
    assertThat(passwords.matches(RIGHT + " ", hash)).isFalse();
    assertThat(passwords.matches("", hash)).isFalse();
    assertThat(passwords.matches("x".repeat(1_000_000), hash)).isFalse();
    assertThat(passwords.matches(RIGHT, null)).isFalse();
    assertThat(passwords.hash(ANN, RIGHT)).isNotEqualTo(hash);
  }

  @Test
  void theSameLettersOfAnotherKeyboardAreTheSamePassword() {
    PasswordHash composed = passwords.hash(ANN, "\u00fcber den Dächern");
    assertThat(passwords.matches("u\u0308ber den Dächern", composed)).isTrue();
  }

  @Test
  void isArgon2idAtTheCostTheGuideNames() {
    Passwords real = new Passwords(new SecureRandom(), Time.REAL);
    PasswordHash hash = real.hash(ANN, RIGHT);
    assertThat(hash.phc()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(real.matches(RIGHT, hash)).isTrue();
    assertThat(real.isOutdated(hash)).isFalse();
    assertThat(real.isOutdated(passwords.hash(ANN, RIGHT))).isTrue();
    assertThat(passwords.isOutdated(hash)).isFalse();
  }

  /** From the reference implementation's own tests: password, salt "somesalt". */
  @Test
  void computesWhatTheReferenceDoes() {
    PasswordHash reference =
        new PasswordHash(
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"
                + "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4");
    assertThat(passwords.matches("password", reference)).isTrue();
    assertThat(passwords.matches("passworD", reference)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "eleven chrs",
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababab",
        "\u00fc\u00fc\u00fc"
      })
  void refusesWhatIsNoPassword(String text) {
    assertThat(catchThrowableOfType(GodwitException.class, () -> passwords.hash(ANN, text)).code())
        .isEqualTo(ErrorCode.PASSWORD_UNFIT);
  }

  @Test
  void refusesTheNameAndWhatIsTooLong() {
    UserName name = new UserName("someone.with.a.long.name");
    for (String text : new String[] {name.value().toUpperCase(Locale.ROOT), "abc".repeat(342)}) {
      assertThat(
              catchThrowableOfType(GodwitException.class, () -> passwords.hash(name, text)).code())
          .isEqualTo(ErrorCode.PASSWORD_UNFIT);
    }
    assertThat(passwords.hash(name, "abcd".repeat(256))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=99999999,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=99,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=1,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
      })
  void aForgedHashIsRefusedBeforeItCostsAnything(String phc) {
    assertThatThrownBy(() -> new PasswordHash(phc)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHashIsNotShown() {
    assertThat(passwords.hash(ANN, RIGHT)).hasToString("PasswordHash[hidden]");
  }
}
