package io.godwit.manager.rest;

import io.godwit.manager.identity.Grant;
import io.godwit.manager.identity.Grantee;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.Token;
import io.godwit.manager.identity.User;
import io.godwit.manager.identity.gate.Issued;
import io.godwit.model.identity.GroupName;
import io.godwit.protocol.api.GrantView;
import io.godwit.protocol.api.LoginView;
import io.godwit.protocol.api.MeView;
import io.godwit.protocol.api.OidcAccountView;
import io.godwit.protocol.api.TokenView;
import io.godwit.protocol.api.UserView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How users, tokens and grants look from outside: without any secret or hash. Pure. */
final class IdentityViews {
  private IdentityViews() {}

  static LoginView login(Issued issued) {
    return new LoginView(
        issued.text().reveal(),
        issued.user().name().value(),
        issued.token().expiresAt(),
        issued.user().mustChangePassword());
  }

  static MeView me(Principal who, User user) {
    return new MeView(
        user.name().value(),
        user.displayName(),
        groups(user),
        who.means().name(),
        who.scope().role().name(),
        who.scope().path().value(),
        who.token() == null ? null : who.until(),
        user.mustChangePassword());
  }

  static UserView user(User user) {
    return new UserView(
        user.name().value(),
        user.displayName(),
        user.state().name(),
        user.password() != null,
        user.mustChangePassword(),
        account(user.account()),
        groups(user),
        user.createdAt());
  }

  private static @Nullable OidcAccountView account(User.@Nullable OidcAccount account) {
    return account == null ? null : new OidcAccountView(account.issuer(), account.subject());
  }

  private static List<String> groups(User user) {
    return user.groups().stream().map(GroupName::value).toList();
  }

  static TokenView token(Token token, Optional<Instant> lastUsed) {
    return new TokenView(
        token.id().value(),
        token.user().value(),
        token.kind().name(),
        token.description(),
        token.scope().role().name(),
        token.scope().path().value(),
        token.createdAt(),
        token.expiresAt(),
        lastUsed.orElse(null));
  }

  static GrantView grant(Grant grant) {
    String name = grant.grantee().name();
    boolean user = grant.grantee().kind() == Grantee.Kind.USER;
    return new GrantView(
        grant.id().value(),
        user ? name : null,
        user ? null : name,
        grant.role().name(),
        grant.path().value(),
        grant.createdAt());
  }
}
