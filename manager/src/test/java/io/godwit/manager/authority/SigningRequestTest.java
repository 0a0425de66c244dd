package io.godwit.manager.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.manager.agents.TestHosts;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.trust.Pem;
import java.security.KeyPair;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SigningRequestTest {
  private static void refuses(String request) {
    GodwitException refused =
        catchThrowableOfType(GodwitException.class, () -> SigningRequest.parse(request));
    assertThat(refused).as(request).isNotNull();
    assertThat(refused.code()).isEqualTo(ErrorCode.SIGNING_REQUEST_INVALID);
  }

  @Test
  void readsWhatAHostSends() {
    KeyPair pair = TestHosts.newKey();
    assertThat(SigningRequest.parse(TestHosts.request(pair)).key()).isEqualTo(pair.getPublic());
  }

  @Test
  void refusesAKeyThatItsSenderDoesNotHave() {
    refuses(TestHosts.request(TestHosts.newKey(), TestHosts.newKey()));
  }

  @Test
  void refusesOtherCurves() {
    refuses(TestHosts.request(TestHosts.newKey("secp384r1")));
  }

  @Test
  void refusesGarbageAndWhatIsTooLarge() {
    refuses("");
    refuses("-----BEGIN CERTIFICATE REQUEST-----\n\n-----END CERTIFICATE REQUEST-----\n");
    refuses(Pem.block("CERTIFICATE REQUEST", new byte[100]));
    refuses(Pem.block("CERTIFICATE", new byte[100]));
    refuses("a".repeat(1 << 20));
  }

  @Test
  void refusesEveryChangedByteWithASentence() {
    byte[] good = Pem.bytes(SigningRequest.LABEL, TestHosts.request(TestHosts.newKey()));
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      refuses(Pem.block(SigningRequest.LABEL, bad));
    }
  }
}
