package io.godwit.manager.rest;

import io.godwit.manager.entity.Table;
import io.godwit.manager.identity.Authorizer;
import io.godwit.manager.identity.Grant;
import io.godwit.manager.identity.Grantee;
import io.godwit.manager.identity.Identities;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.Sight;
import io.godwit.manager.identity.User;
import io.godwit.manager.identity.gate.Accounts;
import io.godwit.manager.identity.gate.Entrance;
import io.godwit.manager.identity.gate.Issued;
import io.godwit.manager.identity.gate.Need;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.rest.Sites.Site;
import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.model.identity.Role;
import io.godwit.model.identity.TokenId;
import io.godwit.model.identity.UserName;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.GrantCreate;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.LoginRequest;
import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.PasswordChange;
import io.godwit.protocol.api.PasswordReset;
import io.godwit.protocol.api.RoleView;
import io.godwit.protocol.api.TokenCreate;
import io.godwit.protocol.api.TokenCreated;
import io.godwit.protocol.api.UserCreate;
import io.godwit.protocol.api.UserEdit;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Logins, users, tokens, grants and roles. */
final class IdentityRoutes {
  private static final Access OF_USER_VIEW = needs(Privilege.USER_VIEW);
  private static final Access OF_USER_EDIT = needs(Privilege.USER_EDIT);
  private static final Access OF_TOKEN = needs(Privilege.TOKEN_OWN);

  private final Supplier<Site> site;

  IdentityRoutes(Supplier<Site> site) {
    this.site = site;
  }

  private static Access needs(Privilege privilege) {
    return new Access.Needs(privilege, Places::namedUser);
  }

  List<Route> routes() {
    String user = ApiPaths.user("{name}");
    String tokens = ApiPaths.tokensOf("{name}");
    return List.of(
        Route.post(ApiPaths.LOGIN, new Access.Open(), this::login),
        Route.post(ApiPaths.LOGOUT, new Access.Known(), this::logout),
        Route.get(ApiPaths.ME, new Access.Known(), this::me),
        Route.put(ApiPaths.MY_PASSWORD, new Access.Known(), this::choosePassword),
        Route.get(ApiPaths.USERS, new Access.Listed(Privilege.USER_VIEW), this::users),
        Route.post(
            ApiPaths.USERS,
            new Access.Needs(Privilege.USER_EDIT, (state, request) -> Lineage.of(Authorizer.USERS)),
            this::create),
        Route.get(user, OF_USER_VIEW, this::user),
        Route.put(user, OF_USER_EDIT, this::change),
        Route.delete(user, OF_USER_EDIT, this::delete),
        Route.put(ApiPaths.passwordOf("{name}"), OF_USER_EDIT, this::resetPassword),
        Route.get(tokens, OF_USER_VIEW, this::tokens),
        Route.post(tokens, OF_TOKEN, this::issue),
        Route.delete(ApiPaths.tokenOf("{name}", "{id}"), OF_TOKEN, this::revoke),
        Route.get(ApiPaths.GRANTS, new Access.Listed(Privilege.GRANT_EDIT), this::grants),
        Route.post(ApiPaths.GRANTS, new Access.NeedsOnBody(Privilege.GRANT_EDIT), this::give),
        Route.delete(
            ApiPaths.grant("{id}"),
            new Access.Needs(Privilege.GRANT_EDIT, Places::namedGrant),
            this::take),
        Route.get(ApiPaths.ROLES, new Access.Known(), this::roles));
  }

  private Accounts accounts() {
    return site.get().accounts();
  }

  private Entrance entrance() {
    return site.get().entrance();
  }

  private void login(Context request) {
    Accounts accounts = accounts();
    LoginRequest wish = Requests.read(Answers.body(request), LoginRequest.class);
    String user = Requests.required("user", wish.user());
    String password = Requests.required("password", wish.password());
    Answers.secret(request, IdentityViews.login(accounts.login(user, password, request.ip())));
  }

  private void logout(Context request) {
    accounts().logout(Guard.who(request));
    Answers.nothing(request);
  }

  private void me(Context request) {
    Principal who = Guard.who(request);
    Answers.json(request, IdentityViews.me(who, accounts().now().requireUser(who.user())));
  }

  private void choosePassword(Context request) {
    PasswordChange wish = Requests.read(Answers.body(request), PasswordChange.class);
    accounts()
        .choosePassword(
            Guard.who(request),
            Requests.required("current", wish.current()),
            Requests.required("replacement", wish.replacement()));
    Answers.nothing(request);
  }

  private void users(Context request) {
    Sight visible = entrance().visible(Guard.who(request), Privilege.USER_VIEW);
    Answers.json(
        request,
        page(
            request,
            "users",
            accounts().now().users(),
            UserName::new,
            user ->
                Optional.of(user)
                    .filter(each -> visible.test(Places.user(each.name())))
                    .map(IdentityViews::user)));
  }

  private void user(Context request) {
    Answers.json(request, IdentityViews.user(accounts().now().requireUser(name(request))));
  }

  private void create(Context request) {
    UserCreate wish = Requests.read(Answers.body(request), UserCreate.class);
    User user = Requests.user(wish, accounts().instant());
    User made = accounts().create(Guard.who(request), user, wish.password());
    request.status(201).header(Header.LOCATION, ApiPaths.user(made.name().value()));
    Answers.json(request, IdentityViews.user(made));
  }

  private void change(Context request) {
    UserEdit wish = Requests.read(Answers.body(request), UserEdit.class);
    User old = accounts().now().requireUser(name(request));
    User changed = accounts().change(Guard.who(request), Requests.user(wish, old));
    Answers.json(request, IdentityViews.user(changed));
  }

  private void delete(Context request) {
    UserName name = name(request);
    accounts().delete(Guard.who(request), name);
    accounts().forget(Places.user(name));
    Answers.nothing(request);
  }

  private void resetPassword(Context request) {
    PasswordReset wish = Requests.read(Answers.body(request), PasswordReset.class);
    accounts()
        .resetPassword(
            Guard.who(request), name(request), Requests.required("password", wish.password()));
    Answers.nothing(request);
  }

  private void tokens(Context request) {
    Identities now = accounts().now();
    User user = now.requireUser(name(request));
    Accounts accounts = accounts();
    Answers.json(
        request,
        page(
            request,
            "tokens",
            now.owned().get(user.name()).orElse(Table.empty()),
            TokenId::new,
            token -> Optional.of(IdentityViews.token(token, accounts.lastUsed(token.id())))));
  }

  private void issue(Context request) {
    TokenCreate wish = Requests.read(Answers.body(request), TokenCreate.class);
    Issued issued = accounts().issue(Guard.who(request), Requests.token(name(request), wish));
    String id = issued.token().id().value();
    request.status(201).header(Header.LOCATION, ApiPaths.tokenOf(issued.user().name().value(), id));
    Answers.secret(
        request,
        new TokenCreated(
            issued.text().reveal(), IdentityViews.token(issued.token(), Optional.empty())));
  }

  private void revoke(Context request) {
    TokenId id = Requests.tokenId(request.pathParam("id"));
    accounts().revoke(Guard.who(request), name(request), id);
    Answers.nothing(request);
  }

  /** Whoever gives rights sees them, and everyone their own. */
  private void grants(Context request) {
    Principal who = Guard.who(request);
    Sight given = entrance().visible(who, Privilege.GRANT_EDIT);
    Sight looked = entrance().visible(who, Privilege.USER_VIEW);
    Identities now = accounts().now();
    User user = now.requireUser(who.user());
    Lineages places = new Lineages(site.get().inventory().now());
    Answers.json(
        request,
        page(
            request,
            "grants",
            now.grants(),
            GrantId::new,
            grant ->
                Optional.of(grant)
                    .filter(
                        each -> given.test(places.at(each.path())) || isSeen(each, user, looked))
                    .map(IdentityViews::grant)));
  }

  private static <K extends Comparable<K>, V, W> PageView<W> page(
      Context request,
      String list,
      Table<K, V> all,
      Function<String, K> key,
      Function<V, Optional<W>> shown) {
    Queries.Asked<Queries.Everything> asked = Queries.everything(request);
    K after = KeyCursor.parse(asked.cursor(), list, key);
    return Listing.page(
        after == null ? all : all.after(after), new Listing.Part(list, asked.limit()), shown);
  }

  private static boolean isSeen(Grant grant, User user, Sight looked) {
    String name = grant.grantee().name();
    return switch (grant.grantee().kind()) {
      case USER -> looked.test(Places.user(new UserName(name)));
      case GROUP ->
          looked.test(Places.user(user.name()))
              && user.groups().stream().anyMatch(group -> group.value().equals(name));
    };
  }

  private void give(Context request) {
    GrantCreate wish = Requests.read(Answers.body(request), GrantCreate.class);
    Grantee grantee = Requests.grantee(wish);
    Role role = Requests.role("role", wish.role());
    ObjectPath at = Requests.object("object", wish.object());
    Principal who = Guard.who(request);
    DataCenter state = site.get().inventory().now();
    entrance().require(who, new Need.Of(Privilege.GRANT_EDIT, new Lineages(state).at(at)));
    Requests.requireThere(state, at);
    Grant grant = accounts().give(who, grantee, role, at);
    request.status(201).header(Header.LOCATION, ApiPaths.grant(grant.id().value()));
    Answers.json(request, IdentityViews.grant(grant));
  }

  private void take(Context request) {
    accounts().take(Guard.who(request), Requests.grantId(request.pathParam("id")));
    Answers.nothing(request);
  }

  private void roles(Context request) {
    Answers.json(
        request,
        new ItemList<>(
            Arrays.stream(Role.values())
                .map(role ->
                    new RoleView(
                        role.name(), role.privileges().stream().map(Privilege::name).toList()))
                .toList()));
  }

  private static UserName name(Context request) {
    return Requests.userName(request.pathParam("name"));
  }
}
