package io.godwit.manager.identity.password;

import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.identity.UserName;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/** Makes and compares password hashes, few at a time. Safe for use by several threads. */
public final class Passwords {
  /** Each takes 19 MiB and a core; more at a time would only make each slower. */
  static final int AT_ONCE = 2;

  /** Some dozens of logins. Whoever waits longer is better told. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final Argon2Cost cost;
  private final RandomGenerator random;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition turn = lock.newCondition();
  private final PasswordHash nobodys;
  private int computing;

  /**
   * @param random a secure one
   */
  public Passwords(RandomGenerator random, Time time) {
    this(random, time, Argon2Cost.CURRENT);
  }

  Passwords(RandomGenerator random, Time time, Argon2Cost cost) {
    this.random = random;
    this.time = time;
    this.cost = cost;
    byte[] noPassword = new byte[HASH_BYTES];
    random.nextBytes(noPassword);
    this.nobodys = PasswordHash.of(cost, salt(), noPassword);
  }

  /** Cheap enough for tests that log in often, and too cheap for anything else. */
  public static Passwords cheap(RandomGenerator random, Time time) {
    return new Passwords(random, time, new Argon2Cost(64, 1, 1));
  }

  /**
   * Hashes a password someone chose.
   *
   * @throws GodwitException PASSWORD_UNFIT, or LOGIN_THROTTLED if too many are computed
   */
  public PasswordHash hash(UserName user, String password) {
    PasswordRule.check(user, password);
    return again(password);
  }

  /** Hashes a password that is right already, with the cost of today. */
  public PasswordHash again(String password) {
    byte[] salt = salt();
    return PasswordHash.of(cost, salt, compute(cost, salt, password, HASH_BYTES));
  }

  /**
   * Whether {@code password} is the one {@code known} was made of. Without {@code known} the answer
   * is no, after the same work.
   *
   * @throws GodwitException LOGIN_THROTTLED if too many are computed
   */
  public boolean matches(String password, @Nullable PasswordHash known) {
    PasswordHash hash = known == null ? nobodys : known;
    if (PasswordRule.isTooLong(password)) {
      return false;
    }
    byte[] expected = hash.hash();
    byte[] computed = compute(hash.cost(), hash.salt(), password, expected.length);
    return MessageDigest.isEqual(expected, computed) && known != null;
  }

  /** Whether {@code hash} was made when less was asked for. */
  public boolean isOutdated(PasswordHash hash) {
    return hash.cost().isBelow(cost);
  }

  private byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }

  private byte[] compute(Argon2Cost of, byte[] salt, String password, int length) {
    awaitTurn();
    try {
      Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
      argon2.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(of.memoryKib())
              .withIterations(of.passes())
              .withParallelism(of.lanes())
              .withSalt(salt)
              .build());
      byte[] hash = new byte[length];
      argon2.generateBytes(PasswordRule.bytes(password), hash);
      return hash;
    } finally {
      endTurn();
    }
  }

  private void awaitTurn() {
    lock.lock();
    try {
      long left = PATIENCE.toNanos();
      while (computing >= AT_ONCE && left > 0) {
        left = time.awaitNanos(turn, left);
      }
      if (computing < AT_ONCE) {
        computing++;
        return;
      }
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    throw new GodwitException(
        new Problem(
            ErrorCode.LOGIN_THROTTLED,
            "The manager is checking too many passwords to check this one; nobody was logged in.",
            "Try again in " + PATIENCE.toSeconds() + " seconds, or use a token."),
        PATIENCE);
  }

  private void endTurn() {
    lock.lock();
    try {
      computing--;
      turn.signal();
    } finally {
      lock.unlock();
    }
  }
}
