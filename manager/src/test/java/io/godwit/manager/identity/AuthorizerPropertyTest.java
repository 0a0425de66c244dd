package io.godwit.manager.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.identity.GroupName;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.model.identity.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random users, groups, grants and tokens; a failure names its seed. */
final class AuthorizerPropertyTest {
  private static final int STATES = 200;
  private static final int QUESTIONS = 60;
  private static final String[] WORDS = {"a", "b", "ab"};

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithTheRuleWordForWord(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < STATES; i++) {
      Identities identities = any(random);
      for (int j = 0; j < QUESTIONS; j++) {
        User user = List.copyOf(identities.users().values()).get(random.nextInt(3));
        Token token = List.copyOf(identities.tokensOf(user.name())).getFirst();
        Principal full = Principal.byPassword(user.name(), "");
        Principal limited = Principal.by(token, "");
        Privilege privilege = pick(random, Privilege.values());
        ObjectPath at = path(random);
        boolean may = Authorizer.allows(identities, full, privilege, Lineage.of(at));
        boolean mayLimited = Authorizer.allows(identities, limited, privilege, Lineage.of(at));
        assertThat(may)
            .as("seed %d: %s %s %s in %s", seed, user, privilege, at, identities.grants())
            .isEqualTo(rule(identities, user, privilege, at));
        assertThat(mayLimited)
            .as("seed %d: a token is the user's rights and its scope, both", seed)
            .isEqualTo(
                may && token.scope().role().has(privilege) && inside(token.scope().path(), at));
        for (Principal who : List.of(full, limited)) {
          assertThat(Authorizer.visible(identities, who, privilege).test(at))
              .as("seed %d: %s %s %s", seed, who, privilege, at)
              .isEqualTo(Authorizer.allows(identities, who, privilege, Lineage.of(at)));
        }
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void aGrantChangesNothingOutsideOfItsSubtreeAndForNobodyElse(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < STATES; i++) {
      Identities before = any(random);
      Grant grant = grant(random, "new");
      Identities after = before.apply(new IdentityChange.GrantGiven(grant));
      for (int j = 0; j < QUESTIONS; j++) {
        User user = List.copyOf(before.users().values()).get(random.nextInt(3));
        Privilege privilege = pick(random, Privilege.values());
        ObjectPath at = path(random);
        Principal who = Principal.byPassword(user.name(), "");
        boolean had = Authorizer.allows(before, who, privilege, Lineage.of(at));
        boolean has = Authorizer.allows(after, who, privilege, Lineage.of(at));
        assertThat(has || !had).as("seed %d: a grant takes nothing", seed).isTrue();
        if (has && !had) {
          assertThat(inside(grant.path(), at)).as("seed %d: %s %s", seed, grant, at).isTrue();
          assertThat(grant.role().has(privilege)).as("seed %d", seed).isTrue();
          assertThat(names(grant, user)).as("seed %d: %s %s", seed, grant, user).isTrue();
        }
      }
    }
  }

  /** The rule once more, in other words. */
  private static boolean rule(
      Identities identities, User user, Privilege privilege, ObjectPath at) {
    boolean own =
        (privilege == Privilege.TOKEN_OWN || privilege == Privilege.USER_VIEW)
            && inside(new ObjectPath("/users/" + user.name()), at);
    return own
        || identities.grants().values().stream()
            .anyMatch(grant ->
                names(grant, user)
                    && grant.role().privileges().contains(privilege)
                    && inside(grant.path(), at));
  }

  private static boolean names(Grant grant, User user) {
    return switch (grant.grantee().kind()) {
      case USER -> grant.grantee().name().equals(user.name().value());
      case GROUP -> user.groups().contains(new GroupName(grant.grantee().name()));
    };
  }

  private static boolean inside(ObjectPath subtree, ObjectPath at) {
    List<String> outer = segments(subtree);
    List<String> inner = segments(at);
    return inner.size() >= outer.size() && inner.subList(0, outer.size()).equals(outer);
  }

  private static List<String> segments(ObjectPath path) {
    return path.isRoot() ? List.of() : List.of(path.value().substring(1).split("/"));
  }

  private static Identities any(Random random) {
    List<User> users = new ArrayList<>();
    List<Token> tokens = new ArrayList<>();
    List<Grant> grants = new ArrayList<>();
    for (String name : WORDS) {
      users.add(
          switch (random.nextInt(3)) {
            case 0 -> People.user(name);
            case 1 -> People.user(name, "a");
            default -> People.user(name, "a", "b");
          });
      Scope scope = new Scope(role(random), path(random));
      tokens.add(People.token(name, name, Token.Kind.API, scope));
    }
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      grants.add(grant(random, "" + i));
    }
    return People.state(users, tokens, grants);
  }

  private static Grant grant(Random random, String id) {
    String name = WORDS[random.nextInt(WORDS.length)];
    Grantee grantee =
        random.nextBoolean() ? Grantee.of(People.name(name)) : Grantee.of(new GroupName(name));
    return People.grant(id, grantee, role(random), path(random));
  }

  private static <T> T pick(Random random, T[] of) {
    return of[random.nextInt(of.length)];
  }

  private static Role role(Random random) {
    return pick(random, Role.values());
  }

  private static ObjectPath path(Random random) {
    if (random.nextInt(6) == 0) {
      return new ObjectPath("/users/" + WORDS[random.nextInt(WORDS.length)]);
    }
    ObjectPath path = ObjectPath.ROOT;
    int depth = random.nextInt(4);
    for (int i = 0; i < depth; i++) {
      path = path.below(WORDS[random.nextInt(WORDS.length)]);
    }
    return path;
  }
}
