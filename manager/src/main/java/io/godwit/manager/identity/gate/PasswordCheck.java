package io.godwit.manager.identity.gate;

import io.godwit.manager.identity.IdentityBook;
import io.godwit.manager.identity.User;
import io.godwit.manager.identity.Users;
import io.godwit.manager.identity.gate.Audit.Note;
import io.godwit.manager.identity.gate.Audit.Outcome;
import io.godwit.manager.identity.password.PasswordHash;
import io.godwit.manager.identity.password.Passwords;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.identity.UserName;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Proves users by their passwords. Whether there is no such user, they have no password, are
 * disabled or gave the wrong one, the answer is the same after the same work.
 *
 * <p>Right passwords are remembered for a minute, as a keyed digest, so that a program that sends
 * one with each call does not cost a hash for each.
 */
final class PasswordCheck {
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MAX_REMEMBERED = 1000;
  private static final String MAC = "HmacSHA256";

  /** Longest name a counter is kept for; no user's is longer. */
  private static final int MAX_NAME = 128;

  private final IdentityBook book;
  private final Passwords passwords;
  private final Time time;
  private final Audit audit;
  private final long origin;
  private final LoginThrottle throttle = new LoginThrottle();
  private final SecretKeySpec key;
  private final Map<String, Remembered> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /** A hash that a password was checked against, and until when we need not check again. */
  private record Remembered(PasswordHash hash, long until) {}

  /** A user, and the hash their password was checked against. */
  record Proven(User user, PasswordHash hash) {}

  PasswordCheck(
      IdentityBook book, Passwords passwords, RandomGenerator random, Time time, Audit audit) {
    this.book = book;
    this.passwords = passwords;
    this.time = time;
    this.audit = audit;
    this.origin = time.nanos();
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, MAC);
  }

  /**
   * The user of that name, if the password is theirs.
   *
   * @throws GodwitException UNAUTHENTICATED or LOGIN_THROTTLED
   */
  Proven prove(String name, String password, String address) {
    Optional<User> user = named(name).flatMap(book.now().users()::get).filter(User::isActive);
    PasswordHash known =
        user.map(User::password).map(User.Password::hash).orElse(null); // map drops null
    long now = time.nanos() - origin;
    String digest = digest(name, password);
    if (user.isPresent() && known != null && isRemembered(digest, known, now)) {
      return new Proven(user.get(), known);
    }
    String counted = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
    Optional<Duration> wait = throttle.begin(counted, address, now);
    if (wait.isPresent()) {
      throw tooEarly(wait.get());
    }
    if (!passwords.matches(password, known) || user.isEmpty() || known == null) {
      audit.note(
          new Note(
              shown(name),
              address,
              "user.login",
              "user",
              shown(name),
              Outcome.REFUSED,
              "The user name or the password was wrong."));
      throw wrong();
    }
    throttle.succeeded(counted, address, now);
    Proven proven = new Proven(user.get(), strengthened(user.get(), known, password));
    remember(digest, proven.hash(), now);
    return proven;
  }

  private PasswordHash strengthened(User user, PasswordHash known, String password) {
    if (!passwords.isOutdated(known)) {
      return known;
    }
    PasswordHash stronger = passwords.again(password);
    boolean changed = book.decide(now -> Users.strengthen(now, user.name(), known, stronger));
    return changed ? stronger : known;
  }

  private boolean isRemembered(String digest, PasswordHash known, long now) {
    synchronized (remembered) {
      Remembered entry = remembered.get(digest);
      return entry != null && entry.until > now && entry.hash.equals(known);
    }
  }

  private void remember(String digest, PasswordHash hash, long now) {
    synchronized (remembered) {
      remembered.put(digest, new Remembered(hash, now + REMEMBERED.toNanos()));
    }
  }

  private String digest(String name, String password) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      // No name holds a line feed, so no two pairs look the same.
      byte[] digest = mac.doFinal((name + "\n" + password).getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException | InvalidKeyException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** What cannot be a name may be a password typed into the wrong field. */
  private static String shown(String name) {
    return named(name).map(UserName::value).orElse("(not a user name)");
  }

  private static Optional<UserName> named(@Nullable String name) {
    try {
      return name == null ? Optional.empty() : Optional.of(new UserName(name));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  private static GodwitException tooEarly(Duration wait) {
    Duration rounded = Duration.ofSeconds(wait.plusMillis(999).toSeconds());
    return new GodwitException(
        new Problem(
            ErrorCode.LOGIN_THROTTLED,
            "There were too many wrong passwords for this user or from this address; this one was"
                + " not looked at.",
            "Try again in " + rounded.toSeconds() + " seconds, or use a token."),
        rounded);
  }

  private static GodwitException wrong() {
    return new GodwitException(
        ErrorCode.UNAUTHENTICATED,
        "The user name or the password is wrong; nobody was logged in.",
        "Try again, or ask an administrator to set a new password.");
  }
}
