package io.godwit.protocol.client;

import static io.godwit.protocol.client.Paths.encoded;

import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.GrantCreate;
import io.godwit.protocol.api.GrantView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.LoginRequest;
import io.godwit.protocol.api.LoginView;
import io.godwit.protocol.api.MeView;
import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.PasswordChange;
import io.godwit.protocol.api.PasswordReset;
import io.godwit.protocol.api.RoleView;
import io.godwit.protocol.api.TokenCreate;
import io.godwit.protocol.api.TokenCreated;
import io.godwit.protocol.api.TokenView;
import io.godwit.protocol.api.UserCreate;
import io.godwit.protocol.api.UserEdit;
import io.godwit.protocol.api.UserView;
import java.util.List;
import tools.jackson.core.type.TypeReference;

/** Calls about who people are and what they may do. Entry: {@link ApiClient#identities}. */
public final class IdentityCalls {
  private final Transport transport;
  private final Pages pages;

  IdentityCalls(Transport transport) {
    this.transport = transport;
    this.pages = new Pages(transport);
  }

  /** Logs in; the token is for a client of its own. */
  public LoginView login(String user, String password) {
    return transport.call(
        "POST", ApiPaths.LOGIN, new LoginRequest(user, password), new TypeReference<>() {});
  }

  /** Ends the login this client calls with. */
  public void logout() {
    transport.nothing("POST", ApiPaths.LOGOUT, null);
  }

  /** Whom this client calls as. */
  public MeView me() {
    return transport.get(ApiPaths.ME, new TypeReference<>() {});
  }

  public void choosePassword(String current, String replacement) {
    transport.nothing("PUT", ApiPaths.MY_PASSWORD, new PasswordChange(current, replacement));
  }

  public List<UserView> users() {
    return pages.all(ApiPaths.USERS, new TypeReference<PageView<UserView>>() {});
  }

  public UserView user(String name) {
    return transport.get(ApiPaths.user(encoded(name)), new TypeReference<>() {});
  }

  public UserView createUser(UserCreate user) {
    return transport.call("POST", ApiPaths.USERS, user, new TypeReference<>() {});
  }

  public UserView changeUser(String name, UserEdit edit) {
    return transport.call("PUT", ApiPaths.user(encoded(name)), edit, new TypeReference<>() {});
  }

  public void deleteUser(String name) {
    transport.nothing("DELETE", ApiPaths.user(encoded(name)), null);
  }

  /** Sets a password that the user has to change. */
  public void resetPassword(String name, String password) {
    transport.nothing("PUT", ApiPaths.passwordOf(encoded(name)), new PasswordReset(password));
  }

  public List<TokenView> tokens(String user) {
    String path = ApiPaths.tokensOf(encoded(user));
    return pages.all(path, new TypeReference<PageView<TokenView>>() {});
  }

  public TokenCreated createToken(String user, TokenCreate wish) {
    return transport.call("POST", ApiPaths.tokensOf(encoded(user)), wish, new TypeReference<>() {});
  }

  public void revokeToken(String user, String id) {
    transport.nothing("DELETE", ApiPaths.tokenOf(encoded(user), encoded(id)), null);
  }

  public List<GrantView> grants() {
    return pages.all(ApiPaths.GRANTS, new TypeReference<PageView<GrantView>>() {});
  }

  public GrantView createGrant(GrantCreate grant) {
    return transport.call("POST", ApiPaths.GRANTS, grant, new TypeReference<>() {});
  }

  public void deleteGrant(String id) {
    transport.nothing("DELETE", ApiPaths.grant(encoded(id)), null);
  }

  public List<RoleView> roles() {
    return transport.get(ApiPaths.ROLES, new TypeReference<ItemList<RoleView>>() {}).items();
  }
}
