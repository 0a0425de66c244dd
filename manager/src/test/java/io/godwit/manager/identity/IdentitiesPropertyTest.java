package io.godwit.manager.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.entity.Entities;
import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityWrite;
import io.godwit.manager.identity.User.OidcAccount;
import io.godwit.manager.identity.User.State;
import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Role;
import io.godwit.model.identity.TokenId;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Throws random changes at identities, legal or not; a failure names its seed. */
final class IdentitiesPropertyTest {
  private static final int STEPS = 1500;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsKeptGivesTheLiveState(long seed) throws Exception {
    Entities<Identities> entities = new Entities<>(Identities.EMPTY, Identities.kinds());
    SortedMap<EntityKey, byte[]> kept = new TreeMap<>();
    Random random = new Random(seed);
    Identities live = Identities.EMPTY;
    int accepted = 0;
    for (int i = 0; i < STEPS; i++) {
      IdentityChange change = any(random);
      Identities next;
      try {
        next = live.apply(change);
      } catch (IllegalStateException misfit) {
        continue;
      }
      accepted++;
      for (EntityWrite write : entities.writes(live, next, change.touched())) {
        write
            .bytes()
            .ifPresentOrElse(bytes -> kept.put(write.key(), bytes), () -> kept.remove(write.key()));
      }
      live = next;
      check(live, seed);
    }
    Entities<Identities>.Reading reading = entities.reading();
    for (var entry : kept.entrySet()) {
      reading.add(entry.getKey(), entry.getValue());
    }
    assertThat(reading.state()).as("seed %d", seed).isEqualTo(live);
    assertThat(kept.keySet())
        .as("seed %d", seed)
        .containsExactlyElementsOf(entities.all(live).keySet());
    assertThat(accepted).as("seed %d does something", seed).isGreaterThan(STEPS / 20);
  }

  private static void check(Identities state, long seed) {
    assertThat(state.owned().values().stream().mapToInt(t -> t.size()).sum())
        .as("seed %d", seed)
        .isEqualTo(state.tokens().size());
    assertThat(state.held().values().stream().mapToInt(t -> t.size()).sum())
        .as("seed %d", seed)
        .isEqualTo(state.grants().size());
    assertThat(state.owned().values()).as("seed %d", seed).noneMatch(t -> t.size() == 0);
    for (Token token : state.tokens().values()) {
      assertThat(state.users().has(token.user())).as("seed %d", seed).isTrue();
    }
    long accounts = state.users().values().stream().filter(u -> u.account() != null).count();
    assertThat(accounts).as("seed %d", seed).isEqualTo(state.accounts().size());
  }

  private static IdentityChange any(Random random) {
    String name = "u" + random.nextInt(4);
    String id = "" + random.nextInt(8);
    return switch (random.nextInt(8)) {
      case 0 -> new IdentityChange.UserCreated(user(name, random));
      case 1, 2 -> new IdentityChange.UserChanged(user(name, random));
      case 3 -> new IdentityChange.UserDeleted(People.name(name));
      case 4 ->
          new IdentityChange.TokenIssued(
              People.token(id, name, Token.Kind.API, new Scope(Role.VIEWER, People.C1)));
      case 5 -> new IdentityChange.TokenRevoked(new TokenId("t" + id));
      case 6 ->
          new IdentityChange.GrantGiven(People.grant(id, name, Role.VM_OWNER, ObjectPath.ROOT));
      default -> new IdentityChange.GrantTaken(new GrantId("g" + id));
    };
  }

  private static User user(String name, Random random) {
    User plain = People.user(name, "g" + random.nextInt(3));
    return new User(
        plain.name(),
        "Name " + random.nextInt(3),
        random.nextBoolean() ? State.ACTIVE : State.DISABLED,
        random.nextBoolean() ? plain.password() : null,
        account(random),
        random.nextBoolean() ? plain.groups() : List.of(),
        plain.createdAt());
  }

  private static @Nullable OidcAccount account(Random random) {
    int number = random.nextInt(6);
    return number > 2 ? null : new OidcAccount("https://id.example", "s" + number);
  }
}
