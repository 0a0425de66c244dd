package io.godwit.manager.identity.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import io.godwit.manager.config.OidcConfig;
import io.godwit.manager.identity.User;
import io.godwit.manager.identity.User.OidcAccount;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.GroupName;
import io.godwit.model.identity.UserName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Makes users of what ID tokens say. Pure. */
final class Claims {
  private static final int MAX_DISPLAY_NAME = 256;

  private Claims() {}

  /**
   * The user a checked token tells of.
   *
   * @param granted whether a group has rights; who is in too many groups keeps those that have
   * @throws GodwitException OIDC_LOGIN_REFUSED if there is no name
   */
  static User user(
      OidcConfig config, JWTClaimsSet claims, Predicate<GroupName> granted, Instant now) {
    return new User(
        name(config, claims),
        displayName(claims),
        User.State.ACTIVE,
        null,
        new OidcAccount(config.issuer().toString(), claims.getSubject()),
        groups(config, claims, granted),
        now);
  }

  private static UserName name(OidcConfig config, JWTClaimsSet claims) {
    String claim = config.usernameClaim();
    String text = IdTokens.text(claims, claim);
    if (text == null) {
      throw refused("The identity provider does not tell the claim '" + claim + "'.");
    }
    // Whoever may write any address into their profile could else be anyone.
    if (claim.equals("email") && !Boolean.TRUE.equals(claims.getClaim("email_verified"))) {
      throw refused("The identity provider has not verified the e-mail address.");
    }
    try {
      return new UserName(text.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException notOne) {
      throw refused("The claim '" + claim + "' is no user name here: " + notOne.getMessage() + ".");
    }
  }

  private static String displayName(JWTClaimsSet claims) {
    String name = IdTokens.text(claims, "name");
    String safe = name == null ? "" : name.replaceAll("\\p{Cntrl}", " ").strip();
    return safe.length() <= MAX_DISPLAY_NAME ? safe : safe.substring(0, MAX_DISPLAY_NAME);
  }

  private static List<GroupName> groups(
      OidcConfig config, JWTClaimsSet claims, Predicate<GroupName> granted) {
    List<?> told =
        switch (claims.getClaim(config.groupsClaim())) {
          case List<?> list -> list;
          case String one -> List.of(one);
          case null, default -> List.of();
        };
    List<GroupName> all = new ArrayList<>();
    for (Object each : told) {
      group(String.valueOf(each)).ifPresent(all::add);
    }
    return all.size() <= User.MAX_GROUPS
        ? all
        : all.stream().distinct().filter(granted).limit(User.MAX_GROUPS).toList();
  }

  /** Nothing for what no grant can name. */
  private static Optional<GroupName> group(String name) {
    try {
      return Optional.of(new GroupName(name));
    } catch (IllegalArgumentException unusable) {
      return Optional.empty();
    }
  }

  private static GodwitException refused(String detail) {
    return new GodwitException(
        ErrorCode.OIDC_LOGIN_REFUSED,
        detail + " Nobody was logged in.",
        "Ask who runs the provider, or choose another claim in the manager's configuration.");
  }
}
