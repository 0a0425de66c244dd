package io.godwit.manager.identity.gate;

import io.godwit.manager.identity.FirstStart;
import io.godwit.manager.identity.Grant;
import io.godwit.manager.identity.Grantee;
import io.godwit.manager.identity.Grants;
import io.godwit.manager.identity.Identities;
import io.godwit.manager.identity.IdentityBook;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.Scope;
import io.godwit.manager.identity.SecretDigest;
import io.godwit.manager.identity.Token;
import io.godwit.manager.identity.Tokens;
import io.godwit.manager.identity.User;
import io.godwit.manager.identity.User.Freshness;
import io.godwit.manager.identity.User.OidcAccount;
import io.godwit.manager.identity.User.Password;
import io.godwit.manager.identity.Users;
import io.godwit.manager.identity.gate.Audit.Note;
import io.godwit.manager.identity.gate.Audit.Outcome;
import io.godwit.manager.identity.password.PasswordHash;
import io.godwit.manager.identity.password.Passwords;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.ErrorKind;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Role;
import io.godwit.model.identity.TokenId;
import io.godwit.model.identity.UserName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What people do with users, tokens and grants: secrets are drawn and hashed here, decisions are
 * made in the loop, and each is noted. Safe for use by several threads.
 */
public final class Accounts {
  private final IdentityBook book;
  private final Passwords passwords;
  private final PasswordCheck check;
  private final Secrets secrets;
  private final Time time;
  private final Audit audit;
  private final Gatekeeper gatekeeper;

  /**
   * @param random a secure one
   */
  public Accounts(IdentityBook book, RandomGenerator random, Time time, Audit audit) {
    this(book, new Passwords(random, time), random, time, audit);
  }

  /** With hashes of another cost. */
  public Accounts(
      IdentityBook book, Passwords passwords, RandomGenerator random, Time time, Audit audit) {
    this.book = book;
    this.passwords = passwords;
    this.check = new PasswordCheck(book, passwords, random, time, audit);
    this.secrets = new Secrets(random);
    this.time = time;
    this.audit = audit;
    this.gatekeeper = new Gatekeeper(book, check, time, audit);
  }

  /** The gate that these accounts open. */
  public Gatekeeper gatekeeper() {
    return gatekeeper;
  }

  /** Everyone, as recorded now. */
  public Identities now() {
    return book.now();
  }

  /**
   * Makes the first administrator if there is no user.
   *
   * @param chosen the password to give them; if none, one is drawn that must be changed
   * @return the sentence to print, if a password was drawn
   * @throws GodwitException PASSWORD_UNFIT
   */
  public Optional<String> firstStart(@Nullable String chosen) {
    if (!FirstStart.isDue(book.now())) {
      return Optional.empty();
    }
    String secret = chosen == null ? secrets.oneTimePassword() : chosen;
    Freshness freshness = chosen == null ? Freshness.MUST_CHANGE : Freshness.CHOSEN;
    Password password = new Password(passwords.hash(FirstStart.ADMIN, secret), freshness);
    GrantId grant = secrets.grant();
    Instant now = time.instant();
    boolean made = book.decide(state -> FirstStart.of(state, password, grant, now));
    if (made) {
      audit.note(
          new Note(
              "system",
              "",
              "user.create",
              "user",
              FirstStart.ADMIN.value(),
              Outcome.SUCCEEDED,
              "There was no user, so the first administrator was made."));
    }
    return made && chosen == null ? Optional.of(FirstStart.sentence(secret)) : Optional.empty();
  }

  /**
   * Logs in with a password.
   *
   * @throws GodwitException UNAUTHENTICATED or LOGIN_THROTTLED
   */
  public Issued login(String name, String password, String address) {
    PasswordCheck.Proven proven = check.prove(name, password, address);
    return loggedIn(proven.user(), address, "with a password");
  }

  /**
   * Logs in someone the identity provider vouches for.
   *
   * @param told as the provider tells of them
   * @throws GodwitException OIDC_LOGIN_REFUSED
   */
  public Issued login(OidcAccount account, User told, String address) {
    Supplier<User> provision = () -> book.decide(now -> Users.provision(now, account, told));
    try {
      return loggedIn(provision.get(), address, "by way of " + account.issuer());
    } catch (GodwitException refused) {
      audit.note(
          new Note(
              told.name().value(),
              address,
              "user.login",
              "user",
              told.name().value(),
              Outcome.REFUSED,
              refused.problem().detail()));
      throw refused;
    }
  }

  private Issued loggedIn(User user, String address, String how) {
    TokenText text = secrets.token();
    Instant now = time.instant();
    Token token =
        new Token(
            text.id(),
            user.name(),
            Token.Kind.LOGIN,
            "login from " + address,
            SecretDigest.of(text.secret()),
            Scope.FULL,
            now,
            now.plus(Tokens.LOGIN_LIFETIME));
    book.decide(state -> Tokens.login(state, token));
    audit.note(
        new Note(
            user.name().value(),
            address,
            "user.login",
            "user",
            user.name().value(),
            Outcome.SUCCEEDED,
            "Logged in " + how + "."));
    return new Issued(text, token, user);
  }

  /** Ends the login a call came with; what came with a password has none. */
  public void logout(Principal who) {
    TokenId token = who.token();
    if (token != null) {
      noted(
          who,
          new Act("user.logout", "token", token.value()),
          () -> book.decide(state -> Tokens.revoke(state, who.user(), token)));
    }
  }

  /**
   * The user chooses a password.
   *
   * @throws GodwitException UNAUTHENTICATED if {@code current} is wrong, PASSWORD_UNFIT
   */
  public void choosePassword(Principal who, String current, String replacement) {
    noted(
        who,
        new Act("user.choose-password", "user", who.user().value()),
        () -> {
          PasswordCheck.Proven proven = check.prove(who.user().value(), current, who.address());
          if (current.equals(replacement)) {
            throw new GodwitException(
                ErrorCode.PASSWORD_UNFIT,
                "The new password is the old one; nothing was changed.",
                "Choose another.");
          }
          PasswordHash hash = passwords.hash(who.user(), replacement);
          return book.decide(state -> Users.choose(state, who, proven.hash(), hash));
        });
  }

  /**
   * Makes a user.
   *
   * @param password one they must change at their first login; none if they never log in with one
   */
  public User create(Principal who, User user, @Nullable String password) {
    return noted(
        who,
        new Act("user.create", "user", user.name().value()),
        () -> {
          User complete =
              password == null
                  ? user
                  : user.withPassword(
                      new Password(passwords.hash(user.name(), password), Freshness.MUST_CHANGE));
          return book.decide(state -> Users.create(state, who, complete));
        });
  }

  /** Changes all but name and password. */
  public User change(Principal who, User wished) {
    return noted(
        who,
        new Act("user.change", "user", wished.name().value()),
        () -> book.decide(state -> Users.change(state, who, wished)));
  }

  /** Sets a password that the user must change. */
  public void resetPassword(Principal who, UserName user, String password) {
    noted(
        who,
        new Act("user.reset-password", "user", user.value()),
        () -> {
          PasswordHash hash = passwords.hash(user, password);
          return book.decide(state -> Users.reset(state, who, user, hash));
        });
  }

  public void delete(Principal who, UserName user) {
    noted(
        who,
        new Act("user.delete", "user", user.value()),
        () -> book.decide(state -> Users.delete(state, who, user)));
  }

  /**
   * What a token is to be.
   *
   * @param lifetime up to {@link Tokens#MAX_LIFETIME}
   */
  public record TokenWish(UserName user, String description, Scope scope, Duration lifetime) {
    public TokenWish {
      if (lifetime.compareTo(Tokens.MAX_LIFETIME) > 0 || !lifetime.isPositive()) {
        throw new IllegalArgumentException("a token lives for 1 second to 366 days");
      }
    }
  }

  /** Makes a token for a program. */
  public Issued issue(Principal who, TokenWish wish) {
    TokenText text = secrets.token();
    Instant now = time.instant();
    Token token =
        new Token(
            text.id(),
            wish.user(),
            Token.Kind.API,
            wish.description(),
            SecretDigest.of(text.secret()),
            wish.scope(),
            now,
            now.plus(wish.lifetime()));
    noted(
        who,
        new Act("token.create", "token", token.id().value()),
        () -> book.decide(state -> Tokens.issue(state, who, token)));
    return new Issued(text, token, book.now().requireUser(wish.user()));
  }

  /** When a token was last used with this manager, as far as it remembers. */
  public Optional<Instant> lastUsed(TokenId token) {
    return gatekeeper.lastUsed(token);
  }

  /** What new users and grants are dated with. */
  public Instant instant() {
    return time.instant();
  }

  public void revoke(Principal who, UserName user, TokenId token) {
    noted(
        who,
        new Act("token.revoke", "token", token.value()),
        () -> book.decide(state -> Tokens.revoke(state, user, token)));
  }

  public Grant give(Principal who, Grantee grantee, Role role, ObjectPath at) {
    Grant grant = new Grant(secrets.grant(), grantee, role, at, time.instant());
    return noted(
        who,
        new Act("grant.create", "grant", grant.toString()),
        () -> book.decide(state -> Grants.give(state, grant)));
  }

  public Grant take(Principal who, GrantId id) {
    String shown = book.now().grants().get(id).map(Grant::toString).orElse(id.value());
    return noted(
        who,
        new Act("grant.delete", "grant", shown),
        () -> book.decide(state -> Grants.take(state, id)));
  }

  /** Takes all rights on an object that is gone. */
  public void forget(ObjectPath gone) {
    while (book.decide(state -> Grants.forget(state, gone)) > 0) {
      // Some at a time.
    }
  }

  /** Forgets tokens that have expired; the leader calls it now and then. */
  public void sweep() {
    Instant now = time.instant();
    while (book.decide(state -> Tokens.sweep(state, now)) > 0) {
      // Some at a time.
    }
  }

  /** What someone does, and to what. */
  private record Act(String action, String subjectKind, String subject) {}

  private <T> T noted(Principal who, Act act, Supplier<T> deed) {
    try {
      T result = deed.get();
      note(who, act, Outcome.SUCCEEDED, "Done.");
      return result;
    } catch (GodwitException refused) {
      ErrorKind kind = refused.code().kind();
      note(
          who,
          act,
          kind == ErrorKind.REJECTED ? Outcome.REFUSED : Outcome.FAILED,
          refused.problem().detail());
      throw refused;
    }
  }

  private void note(Principal who, Act act, Outcome outcome, String message) {
    audit.note(
        new Note(
            who.user().value(),
            who.address(),
            act.action,
            act.subjectKind,
            act.subject,
            outcome,
            message));
  }
}
