package io.godwit.manager.identity.gate;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes guessing slow, for each user and for each address. Time comes in as monotonic nanoseconds
 * since some moment, so it is never negative; a lock guards the counters and nothing waits here.
 *
 * <pre>
 * attempt --&gt; begin: counted as a failure at once, so that a hundred at the same time are counted
 *               |
 *               +-- too early: refused, and it is said when to come again
 *               +-- password right: succeeded, the counters are forgotten
 *               +-- password wrong: nothing; it is counted already
 * </pre>
 *
 * <p>A user's delay stays short and does not hold where they logged in lately, so that nobody can
 * lock a user out by guessing; an address' delay grows to a quarter of an hour.
 */
final class LoginThrottle {
  /** Of each kind. A flood of invented names or addresses drops those that were quiet longest. */
  static final int MAX_COUNTED = 10_000;

  /** Failures are forgotten when there was none for this long. */
  static final Duration MEMORY = Duration.ofHours(1);

  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

  /** People mistype; after this many the delay doubles with each. */
  private static final int FREE_OF_USER = 5;

  private static final Duration LONGEST_OF_USER = Duration.ofMinutes(1);

  /** Many people can share an address. */
  private static final int FREE_OF_ADDRESS = 20;

  private static final Duration LONGEST_OF_ADDRESS = Duration.ofMinutes(15);

  /** How long a place stays one where the user logs in. */
  private static final Duration FAMILIAR = Duration.ofDays(7);

  private final Map<String, Count> users = bounded();
  private final Map<String, Count> addresses = bounded();

  /** Where a user logged in, and when; as {@code USER ADDRESS}. */
  private final Map<String, Long> familiar = bounded();

  /**
   * @param failures attempts that were not followed by a success
   * @param last when the last of them began
   * @param next before this an attempt is refused
   */
  private record Count(int failures, long last, long next) {
    static final Count NONE = new Count(0, 0, 0);
  }

  /**
   * Begins an attempt.
   *
   * @return nothing if it may go on, else how long to wait; a refused attempt is not counted
   */
  synchronized Optional<Duration> begin(String user, String address, long now) {
    String source = network(address);
    boolean known = isFamiliar(user, source, now);
    Count ofUser = current(users.get(user), now);
    Count ofAddress = current(addresses.get(source), now);
    long until = known ? ofAddress.next : Math.max(ofUser.next, ofAddress.next);
    if (until > now) {
      return Optional.of(Duration.ofNanos(until - now));
    }
    users.put(user, failed(ofUser, now, FREE_OF_USER, LONGEST_OF_USER));
    addresses.put(source, failed(ofAddress, now, FREE_OF_ADDRESS, LONGEST_OF_ADDRESS));
    return Optional.empty();
  }

  /** The attempt that began was right. */
  synchronized void succeeded(String user, String address, long now) {
    String source = network(address);
    users.remove(user);
    // Others behind the address may be guessing: only this attempt is taken back.
    Count count = addresses.get(source);
    if (count != null) {
      addresses.put(source, new Count(Math.max(0, count.failures - 1), count.last, now));
    }
    familiar.put(user + " " + source, now);
  }

  private boolean isFamiliar(String user, String source, long now) {
    Long since = familiar.get(user + " " + source);
    return since != null && now - since < FAMILIAR.toNanos();
  }

  private static Count current(@Nullable Count count, long now) {
    return count == null || now - count.last > MEMORY.toNanos() ? Count.NONE : count;
  }

  private static Count failed(Count before, long now, int free, Duration longest) {
    int failures = Math.min(before.failures + 1, 1000);
    if (failures <= free) {
      return new Count(failures, now, now);
    }
    int doublings = Math.min(failures - free - 1, 20);
    long delay = Math.min(FIRST_DELAY.toNanos() << doublings, longest.toNanos());
    return new Count(failures, now, now + delay);
  }

  /** Of IPv6 the network: whoever has one address has all of a /64. */
  static String network(String address) {
    if (!address.contains(":")) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return bytes.length == 16 ? HexFormat.of().formatHex(bytes, 0, 8) + "/64" : address;
    } catch (IllegalArgumentException notLiteral) {
      return address;
    }
  }

  int counted() {
    return users.size() + addresses.size() + familiar.size();
  }

  /** Drops what was touched longest ago. */
  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MAX_COUNTED;
      }
    };
  }
}
