package io.godwit.manager.identity;

import static io.godwit.manager.identity.People.C1;
import static io.godwit.manager.identity.People.HASH;
import static io.godwit.manager.identity.People.THEN;
import static io.godwit.manager.identity.People.WEB;
import static io.godwit.manager.identity.People.disabled;
import static io.godwit.manager.identity.People.grant;
import static io.godwit.manager.identity.People.name;
import static io.godwit.manager.identity.People.principal;
import static io.godwit.manager.identity.People.state;
import static io.godwit.manager.identity.People.token;
import static io.godwit.manager.identity.People.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.manager.identity.User.Freshness;
import io.godwit.manager.identity.User.OidcAccount;
import io.godwit.manager.identity.User.Password;
import io.godwit.manager.identity.User.State;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.GroupName;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Role;
import io.godwit.model.identity.TokenId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is decided about users, tokens and grants, and what is refused. */
final class DecisionsTest {
  private static final OidcAccount ACCOUNT = new OidcAccount("https://id.example", "42");

  /** Root is admin of everything, chief of one cluster, ann owns one VM. */
  private final Identities people =
      state(
          List.of(user("root"), user("chief"), user("ann")),
          List.of(),
          List.of(
              grant("1", "root", Role.ADMIN, ObjectPath.ROOT),
              grant("2", "chief", Role.ADMIN, C1),
              grant("3", "chief", Role.ADMIN, Authorizer.USERS),
              grant("4", "ann", Role.VM_OWNER, WEB)));

  private static Identities after(Identities before, Ruling<?> ruling) {
    Identities state = before;
    for (IdentityChange change : ruling.changes()) {
      state = state.apply(change);
    }
    return state;
  }

  private static void refuses(ErrorCode code, ThrowingCallable decision) {
    assertThat(catchThrowableOfType(GodwitException.class, decision))
        .isNotNull()
        .extracting(GodwitException::code)
        .isEqualTo(code);
  }

  @Test
  void aUserWhoIsDeletedLeavesNothing() {
    Identities with =
        people.apply(new IdentityChange.TokenIssued(token("1", "ann", Token.Kind.API, Scope.FULL)));
    Identities then = after(with, Users.delete(with, principal("root"), name("ann")));
    assertThat(then.users().has(name("ann"))).isFalse();
    assertThat(then.tokens().size()).isZero();
    assertThat(then.grantsOf(Grantee.of(name("ann")))).isEmpty();
    // Someone else of that name comes to nothing of it.
    Identities again = after(then, Users.create(then, principal("root"), user("ann")));
    assertThat(Authorizer.grants(again, user("ann"))).isEmpty();
  }

  @Test
  void aNameIsTakenOnce() {
    refuses(ErrorCode.USER_EXISTS, () -> Users.create(people, principal("root"), user("ann")));
    refuses(ErrorCode.USER_UNKNOWN, () -> Users.delete(people, principal("root"), name("nobody")));
  }

  @Test
  void nobodyDecidesHowSomeoneLogsInWhoMayMore() {
    Principal chief = principal("chief");
    refuses(ErrorCode.FORBIDDEN, () -> Users.reset(people, chief, name("root"), HASH));
    refuses(ErrorCode.FORBIDDEN, () -> Users.delete(people, chief, name("root")));
    refuses(ErrorCode.FORBIDDEN, () -> Users.change(people, chief, disabled(user("root"))));
    refuses(
        ErrorCode.FORBIDDEN,
        () -> Tokens.issue(people, chief, token("1", "root", Token.Kind.API, Scope.FULL)));
    assertThat(Users.reset(people, chief, name("ann"), HASH).result().mustChangePassword())
        .isTrue();
  }

  @Test
  void nobodyPutsPeopleIntoGroupsThatMayMore() {
    Identities with =
        people.apply(
            new IdentityChange.GrantGiven(
                grant("5", Grantee.of(new GroupName("wheel")), Role.ADMIN, ObjectPath.ROOT)));
    Principal chief = principal("chief");
    refuses(ErrorCode.FORBIDDEN, () -> Users.create(with, chief, user("eve", "wheel")));
    refuses(ErrorCode.FORBIDDEN, () -> Users.change(with, chief, user("ann", "wheel")));
    assertThat(Users.change(with, principal("root"), user("ann", "wheel")).result().groups())
        .hasSize(1);
  }

  @Test
  void changingAUserKeepsThePassword() {
    User wished =
        new User(name("ann"), "Ann", State.ACTIVE, null, null, List.of(), THEN.plusSeconds(9));
    User changed = Users.change(people, principal("root"), wished).result();
    assertThat(changed.displayName()).isEqualTo("Ann");
    assertThat(changed.password()).isEqualTo(user("ann").password());
    assertThat(changed.createdAt()).isEqualTo(THEN);
  }

  @Test
  void disablingEndsLoginsAndKeepsPrograms() {
    Identities with =
        people
            .apply(new IdentityChange.TokenIssued(token("1", "ann", Token.Kind.API, Scope.FULL)))
            .apply(new IdentityChange.TokenIssued(token("2", "ann", Token.Kind.LOGIN, Scope.FULL)));
    Identities then = after(with, Users.change(with, principal("root"), disabled(user("ann"))));
    assertThat(then.tokensOf(name("ann"))).extracting(Token::kind).containsExactly(Token.Kind.API);
  }

  @Test
  void theLastAdministratorStays() {
    Principal root = principal("root");
    refuses(ErrorCode.LAST_ADMINISTRATOR, () -> Users.delete(people, root, name("root")));
    refuses(ErrorCode.LAST_ADMINISTRATOR, () -> Users.change(people, root, disabled(user("root"))));
    refuses(ErrorCode.LAST_ADMINISTRATOR, () -> Grants.take(people, new GrantId("g1")));
    Identities two =
        people.apply(new IdentityChange.GrantGiven(grant("5", "ann", Role.ADMIN, ObjectPath.ROOT)));
    assertThat(after(two, Grants.take(two, new GrantId("g1"))).grants().size()).isEqualTo(4);
  }

  @Test
  void choosingAPasswordEndsAllOtherLogins() {
    Identities with = people;
    for (String id : List.of("1", "2")) {
      with =
          with.apply(
              new IdentityChange.TokenIssued(token(id, "ann", Token.Kind.LOGIN, Scope.FULL)));
    }
    Principal here = Principal.by(with.tokens().get(new TokenId("t1")).orElseThrow(), "192.0.2.1");
    Identities then = after(with, Users.choose(with, here, HASH, HASH));
    assertThat(then.tokensOf(name("ann"))).extracting(t -> t.id().value()).containsExactly("t1");
    assertThat(then.requireUser(name("ann")).mustChangePassword()).isFalse();
  }

  @Test
  void aPasswordThatWasChangedMeanwhileIsNotChangedAgain() {
    Identities without =
        people.apply(new IdentityChange.UserChanged(user("ann").withPassword(null)));
    refuses(ErrorCode.UNAUTHENTICATED, () -> Users.choose(without, principal("ann"), HASH, HASH));
    assertThat(Users.strengthen(without, name("ann"), HASH, HASH).changes()).isEmpty();
  }

  @Test
  void theProviderBringsUsersAndTheirGroups() {
    User told =
        new User(
            name("ann@b.c"),
            "Ann",
            State.ACTIVE,
            null,
            ACCOUNT,
            List.of(new GroupName("crew")),
            THEN);
    Identities then = after(people, Users.provision(people, ACCOUNT, told));
    assertThat(then.user(ACCOUNT).orElseThrow()).isEqualTo(told);
    assertThat(Users.provision(then, ACCOUNT, told).changes()).isEmpty();
    User moved = told.withGroups(List.of(new GroupName("others")));
    assertThat(after(then, Users.provision(then, ACCOUNT, moved)).user(ACCOUNT).orElseThrow())
        .isEqualTo(moved);
    Identities off = then.apply(new IdentityChange.UserChanged(disabled(told)));
    refuses(ErrorCode.OIDC_LOGIN_REFUSED, () -> Users.provision(off, ACCOUNT, told));
  }

  @Test
  void theProviderDoesNotTakeOverAUserOfTheSameName() {
    User told = new User(name("root"), "", State.ACTIVE, null, ACCOUNT, List.of(), THEN);
    refuses(ErrorCode.OIDC_LOGIN_REFUSED, () -> Users.provision(people, ACCOUNT, told));
    Identities linked =
        after(
            people,
            Users.change(
                people,
                principal("root"),
                new User(name("root"), "", State.ACTIVE, null, ACCOUNT, List.of(), THEN)));
    assertThat(Users.provision(linked, ACCOUNT, told).result().name()).isEqualTo(name("root"));
    refuses(
        ErrorCode.USER_EXISTS,
        () ->
            Users.change(
                linked,
                principal("root"),
                new User(name("ann"), "", State.ACTIVE, null, ACCOUNT, List.of(), THEN)));
  }

  @Test
  void aTokenMakesNoneThatMayMoreOrLivesLonger() {
    Token small = token("1", "ann", Token.Kind.API, new Scope(Role.VIEWER, C1));
    Identities with = people.apply(new IdentityChange.TokenIssued(small));
    Principal who = Principal.by(small, "192.0.2.1");
    refuses(
        ErrorCode.FORBIDDEN,
        () -> Tokens.issue(with, who, token("2", "ann", Token.Kind.API, Scope.FULL)));
    Token longer =
        new Token(
            new TokenId("t3"),
            name("ann"),
            Token.Kind.API,
            "",
            SecretDigest.of("x"),
            new Scope(Role.VIEWER, WEB),
            THEN,
            THEN.plus(Duration.ofDays(1)));
    refuses(ErrorCode.FORBIDDEN, () -> Tokens.issue(with, who, longer));
    Token smaller = token("4", "ann", Token.Kind.API, new Scope(Role.VIEWER, WEB));
    assertThat(Tokens.issue(with, who, smaller).result()).isEqualTo(smaller);
  }

  @Test
  void aUserHasAHundredTokensAtMost() {
    Identities full = people;
    for (int i = 0; i < Tokens.MAX_OF_USER; i++) {
      full =
          after(
              full,
              Tokens.issue(
                  full, principal("ann"), token("x" + i, "ann", Token.Kind.API, Scope.FULL)));
    }
    Identities then = full;
    Token more = token("more", "ann", Token.Kind.API, Scope.FULL);
    refuses(ErrorCode.LIMIT_REACHED, () -> Tokens.issue(then, principal("ann"), more));
    // A login is not kept out by programs, and expired tokens make room.
    assertThat(
            after(then, Tokens.login(then, token("in", "ann", Token.Kind.LOGIN, Scope.FULL)))
                .tokensOf(name("ann")))
        .hasSize(Tokens.MAX_OF_USER + 1);
    Token later =
        new Token(
            new TokenId("tlater"),
            name("ann"),
            Token.Kind.API,
            "",
            SecretDigest.of("x"),
            Scope.FULL,
            THEN.plus(Duration.ofHours(2)),
            THEN.plus(Duration.ofHours(3)));
    assertThat(after(then, Tokens.issue(then, principal("ann"), later)).tokensOf(name("ann")))
        .containsExactly(later);
  }

  @Test
  void theOldestLoginGivesWay() {
    Identities state = people;
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < Tokens.MAX_LOGINS + 5; i++) {
      Token login =
          new Token(
              new TokenId("t" + i),
              name("ann"),
              Token.Kind.LOGIN,
              "",
              SecretDigest.of("x"),
              Scope.FULL,
              THEN.plusSeconds(i),
              THEN.plusSeconds(i).plus(Tokens.LOGIN_LIFETIME));
      state = after(state, Tokens.login(state, login));
      ids.add("t" + i);
    }
    assertThat(state.tokensOf(name("ann")))
        .extracting(t -> t.id().value())
        .containsExactlyInAnyOrderElementsOf(ids.subList(5, ids.size()));
  }

  @Test
  void expiredTokensAreSwept() {
    Identities with =
        people.apply(new IdentityChange.TokenIssued(token("1", "ann", Token.Kind.API, Scope.FULL)));
    assertThat(Tokens.sweep(with, THEN.plusSeconds(3599)).result()).isZero();
    Ruling<Integer> swept = Tokens.sweep(with, THEN.plusSeconds(3600));
    assertThat(swept.result()).isEqualTo(1);
    assertThat(after(with, swept)).isEqualTo(people);
  }

  @Test
  void aTokenIsRevokedForItsOwnUserOnly() {
    Identities with =
        people.apply(new IdentityChange.TokenIssued(token("1", "ann", Token.Kind.API, Scope.FULL)));
    refuses(ErrorCode.TOKEN_UNKNOWN, () -> Tokens.revoke(with, name("root"), new TokenId("t1")));
    assertThat(after(with, Tokens.revoke(with, name("ann"), new TokenId("t1")))).isEqualTo(people);
  }

  @Test
  void aGrantIsThereOnceAndForSomeone() {
    refuses(
        ErrorCode.GRANT_EXISTS, () -> Grants.give(people, grant("9", "ann", Role.VM_OWNER, WEB)));
    refuses(
        ErrorCode.USER_UNKNOWN, () -> Grants.give(people, grant("9", "nobody", Role.VIEWER, WEB)));
    refuses(ErrorCode.GRANT_UNKNOWN, () -> Grants.take(people, new GrantId("g9")));
    Grant crew = grant("9", Grantee.of(new GroupName("crew")), Role.VIEWER, C1);
    assertThat(after(people, Grants.give(people, crew)).grantsOf(crew.grantee()))
        .containsExactly(crew);
  }

  @Test
  void rightsOnAnObjectThatIsGoneGoWithIt() {
    Identities with =
        people.apply(
            new IdentityChange.GrantGiven(
                grant("9", "ann", Role.VIEWER, new ObjectPath("/clusters/c1/vms/web2"))));
    Identities then = after(with, Grants.forget(with, WEB));
    assertThat(then.grants().values()).extracting(g -> g.id().value()).doesNotContain("g4");
    assertThat(then.grants().size()).isEqualTo(4);
    assertThat(after(with, Grants.forget(with, C1)).grants().size()).isEqualTo(2);
  }

  @Test
  void thereAreLimits() {
    Identities full = people;
    for (int i = 0; i < Grants.MAX_OF_GRANTEE - 1; i++) {
      full =
          full.apply(
              new IdentityChange.GrantGiven(
                  grant("x" + i, "ann", Role.VIEWER, C1.below("vms", "vm" + i))));
    }
    Identities then = full;
    refuses(ErrorCode.LIMIT_REACHED, () -> Grants.give(then, grant("9", "ann", Role.VIEWER, C1)));
    assertThat(Grants.give(then, grant("9", "root", Role.VIEWER, C1)).changes()).hasSize(1);
  }

  @Test
  void theFirstStartMakesOneAdministratorOnce() {
    Password password = new Password(HASH, Freshness.MUST_CHANGE);
    Ruling<Boolean> first = FirstStart.of(Identities.EMPTY, password, new GrantId("g1"), THEN);
    assertThat(first.result()).isTrue();
    Identities then = after(Identities.EMPTY, first);
    User admin = then.requireUser(FirstStart.ADMIN);
    assertThat(admin.mustChangePassword()).isTrue();
    assertThat(then.grantsOf(Grantee.of(FirstStart.ADMIN)))
        .singleElement()
        .satisfies(grant -> {
          assertThat(grant.role()).isEqualTo(Role.ADMIN);
          assertThat(grant.path()).isEqualTo(ObjectPath.ROOT);
        });
    assertThat(FirstStart.of(then, password, new GrantId("g2"), THEN).changes()).isEmpty();
    assertThat(FirstStart.of(people, password, new GrantId("g2"), THEN).result()).isFalse();
  }

  @Test
  void nothingShowsAHash() {
    String shown =
        people
            + " "
            + new IdentityChange.UserCreated(user("ann"))
            + token("1", "ann", Token.Kind.API, Scope.FULL);
    assertThat(shown)
        .doesNotContain("argon2id")
        .doesNotContain("AAAA")
        .doesNotContain(SecretDigest.of("secret of 1").sha256());
  }
}
