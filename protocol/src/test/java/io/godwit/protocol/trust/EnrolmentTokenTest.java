package io.godwit.protocol.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnrolmentTokenTest {
  private static final Fingerprint AUTHORITY = new Fingerprint("a".repeat(52));

  @Test
  void survivesBeingPassedOn() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      byte[] secret = new byte[EnrolmentToken.SECRET_BYTES];
      random.nextBytes(secret);
      EnrolmentToken token = EnrolmentToken.of(secret, AUTHORITY);
      assertThat(EnrolmentToken.parse(" " + token.text() + "\n")).isEqualTo(token);
      assertThat(token.text()).matches("gwt1\\.[a-z2-7]{32}\\.[a-z2-7]{52}");
      assertThat(token.digest()).hasSize(64);
    }
  }

  @Test
  void itsTextForLogsHasNoSecret() {
    byte[] secret = new byte[EnrolmentToken.SECRET_BYTES];
    secret[0] = 7;
    EnrolmentToken token = EnrolmentToken.of(secret, AUTHORITY);
    assertThat(token.toString()).doesNotContain(token.secret());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "gwt1", "gwt1..", "gwt2.a.b", "gwt1.aaaa.bbbb", "a.b.c.d", "gwt1.8.8"})
  void whatIsNoTokenIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> EnrolmentToken.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("godwit host add");
  }

  @Test
  void fingerprintsAreReadAsPeopleCopyThem() {
    String text = AUTHORITY.toString();
    assertThat(text).hasSize(52 + 12).startsWith("aaaa-aaaa-");
    assertThat(Fingerprint.parse(text.toUpperCase(Locale.ROOT).replace("-", " ")))
        .isEqualTo(AUTHORITY);
    assertThatThrownBy(() -> Fingerprint.parse(text.substring(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fingerprint.parse("b".repeat(52)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
