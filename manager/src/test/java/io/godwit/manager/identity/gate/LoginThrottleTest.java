package io.godwit.manager.identity.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** In virtual time. */
final class LoginThrottleTest {
  private static final String HERE = "192.0.2.1";

  private final LoginThrottle throttle = new LoginThrottle();
  private long now;

  private Optional<Duration> attempt(String user, String address) {
    return throttle.begin(user, address, now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** Guesses as fast as allowed. */
  private int guesses(String user, String address, Duration during) {
    long end = now + during.toNanos();
    int guesses = 0;
    while (now <= end) {
      Optional<Duration> wait = attempt(user, address);
      if (wait.isEmpty()) {
        guesses++;
      } else {
        pass(wait.get());
      }
    }
    return guesses;
  }

  @Test
  void someMistakesAreFreeThenTheDelayDoubles() {
    for (int i = 0; i < 6; i++) {
      assertThat(attempt("ann", HERE)).isEmpty();
    }
    assertThat(attempt("ann", HERE)).contains(Duration.ofSeconds(1));
    assertThat(attempt("ann", HERE)).as("a refused one is not counted").isPresent();
    pass(Duration.ofSeconds(1));
    assertThat(attempt("ann", HERE)).isEmpty();
    assertThat(attempt("ann", HERE)).contains(Duration.ofSeconds(2));
    pass(Duration.ofSeconds(2));
    assertThat(attempt("ann", HERE)).isEmpty();
    assertThat(attempt("ann", HERE)).contains(Duration.ofSeconds(4));
  }

  @Test
  void aHundredAtTheSameTimeAreCountedToo() {
    int begun = 0;
    for (int i = 0; i < 100; i++) {
      begun += attempt("ann", HERE).isEmpty() ? 1 : 0;
    }
    assertThat(begun).isEqualTo(6);
  }

  @Test
  void aDayOfGuessingOneUserFromOneAddressIsNotWorthIt() {
    assertThat(guesses("ann", HERE, Duration.ofDays(1))).isLessThan(150);
  }

  @Test
  void manyAddressesDoNotHelpAgainstOneUser() {
    int guesses = 0;
    Duration hour = Duration.ofHours(1);
    for (int i = 0; now < hour.toNanos(); i++) {
      Optional<Duration> wait = attempt("ann", "198.51.100." + i % 256);
      if (wait.isEmpty()) {
        guesses++;
      } else {
        pass(wait.get());
      }
    }
    assertThat(guesses).isLessThan(100);
  }

  @Test
  void manyUsersDoNotHelpFromOneAddress() {
    int begun = 0;
    for (int i = 0; i < 1000; i++) {
      begun += attempt("user" + i, HERE).isEmpty() ? 1 : 0;
    }
    assertThat(begun).isEqualTo(21);
  }

  @Test
  void anAddressOfIpv6IsItsNetwork() {
    int begun = 0;
    for (int i = 0; i < 1000; i++) {
      begun += attempt("user" + i, "2001:db8:1:2::" + Integer.toHexString(i)).isEmpty() ? 1 : 0;
    }
    assertThat(begun).isEqualTo(21);
    assertThat(attempt("ann", "2001:db8:1:3::1")).isEmpty();
  }

  @Test
  void aRightPasswordForgivesTheUser() {
    for (int i = 0; i < 5; i++) {
      assertThat(attempt("ann", HERE)).isEmpty();
      throttle.succeeded("ann", HERE, now);
    }
    String elsewhere = "198.51.100.9"; // where ann logs in she is not held up at all
    for (int i = 0; i < 6; i++) {
      assertThat(attempt("ann", elsewhere)).isEmpty();
    }
    assertThat(attempt("ann", elsewhere)).isPresent();
  }

  @Test
  void oneWithAPasswordCannotGuessForOthersFaster() {
    int guesses = 0;
    Duration hour = Duration.ofHours(1);
    for (int i = 0; now < hour.toNanos(); i++) {
      Optional<Duration> wait = attempt("victim" + i, HERE);
      if (wait.isPresent()) {
        pass(wait.get());
        continue;
      }
      guesses++;
      if (attempt("mallory", HERE).isEmpty()) {
        throttle.succeeded("mallory", HERE, now);
      }
    }
    assertThat(guesses).isLessThan(60);
  }

  @Test
  void nobodyIsLockedOutWhereTheyLogInByGuessesFromElsewhere() {
    assertThat(attempt("ann", HERE)).isEmpty();
    throttle.succeeded("ann", HERE, now);
    for (int i = 0; i < 256; i++) {
      attempt("ann", "198.51.100." + i);
    }
    assertThat(attempt("ann", "203.0.113.7")).as("a stranger waits").isPresent();
    assertThat(attempt("ann", HERE)).as("ann does not").isEmpty();
    assertThat(attempt("ann", "203.0.113.7").orElseThrow())
        .isLessThanOrEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void forgetsAfterAQuietHour() {
    for (int i = 0; i < 6; i++) {
      attempt("ann", HERE);
    }
    pass(LoginThrottle.MEMORY.plusSeconds(1));
    for (int i = 0; i < 6; i++) {
      assertThat(attempt("ann", HERE)).isEmpty();
    }
  }

  @Test
  void aFloodOfNamesAndAddressesTakesBoundedMemory() {
    for (int i = 0; i < 100_000; i++) {
      String address = (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255) + ".1";
      attempt("user" + i, address);
      throttle.succeeded("user" + i, address, now);
      attempt("user" + i, address);
    }
    assertThat(throttle.counted()).isEqualTo(3 * LoginThrottle.MAX_COUNTED);
  }
}
