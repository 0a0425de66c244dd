package io.godwit.manager.identity.gate;

import io.godwit.manager.identity.Authorizer;
import io.godwit.manager.identity.Decision;
import io.godwit.manager.identity.Identities;
import io.godwit.manager.identity.IdentityBook;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.Sight;
import io.godwit.manager.identity.Token;
import io.godwit.manager.identity.User;
import io.godwit.manager.identity.gate.Audit.Note;
import io.godwit.manager.identity.gate.Audit.Outcome;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.Privilege;
import io.godwit.model.identity.TokenId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Lets calls pass that bring a token ({@code Bearer}) or a password ({@code Basic}) of someone who
 * may do what they ask for. Safe for use by several threads.
 */
public final class Gatekeeper implements Entrance {
  /** A name, a password of 1,024 letters and base64 around them. */
  private static final int MAX_HEADER = 8192;

  /** Tokens whose last use is remembered, those used longest ago dropped first. */
  private static final int MAX_USES = 10_000;

  private final IdentityBook book;
  private final PasswordCheck passwords;
  private final Time time;
  private final Audit audit;
  private final Map<TokenId, Instant> used =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TokenId, Instant> eldest) {
          return size() > MAX_USES;
        }
      };

  Gatekeeper(IdentityBook book, PasswordCheck passwords, Time time, Audit audit) {
    this.book = book;
    this.passwords = passwords;
    this.time = time;
    this.audit = audit;
  }

  @Override
  public Principal identify(Caller caller) {
    String header = caller.authorization();
    if (header == null || header.isBlank()) {
      throw unauthenticated("This call needs a login and came without.");
    }
    int space = header.indexOf(' ');
    if (header.length() > MAX_HEADER || space < 0) {
      throw unauthenticated("The Authorization header is not one of ours.");
    }
    String scheme = header.substring(0, space).toLowerCase(Locale.ROOT);
    String credentials = header.substring(space + 1).strip();
    return switch (scheme) {
      case "bearer" -> byToken(credentials, caller.address());
      case "basic" -> byPassword(credentials, caller.address());
      default -> throw unauthenticated("The Authorization header is neither Bearer nor Basic.");
    };
  }

  private Principal byToken(String text, String address) {
    Instant now = time.instant();
    Identities identities = book.now();
    Optional<TokenText> told = TokenText.parse(text);
    Optional<Token> token =
        told.flatMap(t -> identities.tokens().get(t.id()).filter(k -> k.digest().isOf(t.secret())))
            .filter(each -> !each.hasExpired(now))
            .filter(each -> identities.users().get(each.user()).filter(User::isActive).isPresent());
    if (token.isEmpty()) {
      throw unauthenticated("The token is not valid: it has expired, was revoked or never was.");
    }
    synchronized (used) {
      used.put(token.get().id(), now);
    }
    return Principal.by(token.get(), address);
  }

  private Principal byPassword(String credentials, String address) {
    String pair;
    try {
      byte[] bytes = Base64.getDecoder().decode(credentials);
      pair = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException notBasic) {
      throw unauthenticated("The Authorization header is not the Basic it says it is.");
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw unauthenticated("The Authorization header is not the Basic it says it is.");
    }
    PasswordCheck.Proven proven =
        passwords.prove(pair.substring(0, colon), pair.substring(colon + 1), address);
    return Principal.byPassword(proven.user().name(), address);
  }

  @Override
  public void require(Principal who, Need need) {
    if (!who.until().isAfter(time.instant())) {
      throw unauthenticated("Token " + who.token() + " has expired.");
    }
    Identities identities = book.now();
    switch (need) {
      case Need.ToBeKnown _ -> requireThere(identities, who);
      case Need.ToBeLoggedIn _ -> {
        requireThere(identities, who);
        requireOwnPassword(identities, who);
      }
      case Need.Of of -> {
        requireOwnPassword(identities, who);
        Decision decision = Authorizer.decide(identities, who, of.privilege(), of.at());
        if (decision instanceof Decision.Denied denied) {
          throw forbidden(who, of, denied.reason());
        }
      }
    }
  }

  @Override
  public Sight visible(Principal who, Privilege privilege) {
    return Authorizer.visible(book.now(), who, privilege);
  }

  /** When a token was last used with this manager, as far as it remembers. */
  public Optional<Instant> lastUsed(TokenId token) {
    synchronized (used) {
      return Optional.ofNullable(used.get(token));
    }
  }

  private static void requireThere(Identities identities, Principal who) {
    boolean active = identities.users().get(who.user()).filter(User::isActive).isPresent();
    boolean stands = who.token() == null || identities.tokens().has(who.token());
    if (!active || !stands) {
      throw unauthenticated("The login has ended.");
    }
  }

  /** A program's token goes on while its user has to choose a password. */
  private static void requireOwnPassword(Identities identities, Principal who) {
    boolean must = identities.users().get(who.user()).filter(User::mustChangePassword).isPresent();
    if (must && who.means() != Principal.Means.API_TOKEN) {
      throw new GodwitException(
          ErrorCode.PASSWORD_EXPIRED,
          "The password of user "
              + who.user()
              + " was set by someone else and can only be used to"
              + " choose another; nothing was done.",
          "Choose one: 'godwit password', or PUT /api/v1/me/password with current and replacement.");
    }
  }

  private GodwitException forbidden(Principal who, Need.Of need, String reason) {
    String object = need.at().at().value();
    audit.note(
        new Note(
            who.user().value(),
            who.address(),
            "access." + need.privilege().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            "object",
            object,
            Outcome.REFUSED,
            reason));
    return new GodwitException(
        ErrorCode.FORBIDDEN,
        reason + " Nothing was done.",
        "Ask an administrator for a role that allows it; roles are at /api/v1/roles.");
  }

  private static GodwitException unauthenticated(String detail) {
    return new GodwitException(
        ErrorCode.UNAUTHENTICATED,
        detail,
        "Log in with POST /api/v1/login and send the token, or set GODWIT_TOKEN.");
  }
}
