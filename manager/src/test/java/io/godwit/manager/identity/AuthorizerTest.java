package io.godwit.manager.identity;

import static io.godwit.manager.identity.People.C1;
import static io.godwit.manager.identity.People.WEB;
import static io.godwit.manager.identity.People.disabled;
import static io.godwit.manager.identity.People.grant;
import static io.godwit.manager.identity.People.principal;
import static io.godwit.manager.identity.People.state;
import static io.godwit.manager.identity.People.token;
import static io.godwit.manager.identity.People.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.identity.Decision.Denied;
import io.godwit.model.identity.GroupName;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.model.identity.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class AuthorizerTest {
  /** What may be granted on {@code C1}, seen from other places. */
  enum Relation {
    SAME("/clusters/c1", true),
    BELOW("/clusters/c1/vms", true),
    FAR_BELOW("/clusters/c1/vms/web", true),
    ABOVE("/clusters", false),
    ROOT("/", false),
    BESIDE("/clusters/c2", false),
    BELOW_BESIDE("/clusters/c2/vms/web", false),
    BEGINS_ALIKE("/clusters/c10", false),
    BELOW_ONE_THAT_BEGINS_ALIKE("/clusters/c10/vms/web", false),
    ELSEWHERE("/users/bob", false);

    final String path;
    final boolean isCovered;

    Relation(String path, boolean isCovered) {
      this.path = path;
      this.isCovered = isCovered;
    }
  }

  static Stream<Arguments> everyRolePrivilegeAndRelation() {
    List<Arguments> all = new ArrayList<>();
    for (Role role : Role.values()) {
      for (Privilege privilege : Privilege.values()) {
        for (Relation relation : Relation.values()) {
          all.add(Arguments.of(role, privilege, relation));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("everyRolePrivilegeAndRelation")
  void allowsWhatTheRoleHasWhereItIsGrantedAndBelow(
      Role role, Privilege privilege, Relation relation) {
    ObjectPath at = new ObjectPath(relation.path);
    boolean expected = role.has(privilege) && relation.isCovered;
    Identities byName =
        state(List.of(user("ann")), List.of(), List.of(grant("1", "ann", role, C1)));
    Grantee crew = Grantee.of(new GroupName("crew"));
    Identities byGroup =
        state(List.of(user("ann", "crew")), List.of(), List.of(grant("1", crew, role, C1)));
    for (Identities identities : List.of(byName, byGroup)) {
      Principal ann = principal("ann");
      assertThat(Authorizer.allows(identities, ann, privilege, Lineage.of(at))).isEqualTo(expected);
      assertThat(Authorizer.visible(identities, ann, privilege).test(at)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VIEWER   | VM_VIEW HOST_VIEW INVENTORY_VIEW TASK_VIEW EVENT_VIEW MANAGER_VIEW METRICS_VIEW",
        "VM_OWNER | VM_VIEW VM_POWER VM_EDIT VM_CREATE VM_DELETE VM_CONSOLE INVENTORY_VIEW TASK_VIEW TASK_CANCEL"
            + " EVENT_VIEW",
        "OPERATOR | VM_VIEW VM_POWER VM_EDIT VM_CREATE VM_DELETE VM_MIGRATE VM_CONSOLE HOST_VIEW"
            + " HOST_EDIT INVENTORY_VIEW POOL_EDIT FOLDER_EDIT TAG_EDIT RULE_EDIT TASK_VIEW TASK_CANCEL EVENT_VIEW MANAGER_VIEW METRICS_VIEW",
      })
  void rolesAllowWhatTheGuideSays(Role role, String privileges) {
    assertThat(role.privileges().stream().map(Enum::name)).containsExactly(privileges.split(" "));
  }

  @Test
  void anAdministratorMayDoEverything() {
    assertThat(Role.ADMIN.privileges()).containsExactly(Privilege.values());
  }

  @ParameterizedTest
  @EnumSource(Privilege.class)
  void deniesWhereNothingIsGranted(Privilege privilege) {
    Identities identities = state(List.of(user("ann"), user("bob")), List.of(), List.of());
    assertThat(
            Authorizer.allows(identities, principal("ann"), privilege, Lineage.of(ObjectPath.ROOT)))
        .isFalse();
    assertThat(Authorizer.allows(identities, principal("ann"), privilege, Lineage.of(WEB)))
        .isFalse();
    assertThat(
            Authorizer.allows(
                identities, principal("ann"), privilege, Lineage.of(Authorizer.USERS.below("bob"))))
        .isFalse();
  }

  @Test
  void everyoneLooksAfterTheirOwnTokens() {
    Identities identities = state(List.of(user("ann")), List.of(), List.of());
    ObjectPath own = Authorizer.USERS.below("ann");
    Principal ann = principal("ann");
    assertThat(Authorizer.allows(identities, ann, Privilege.TOKEN_OWN, Lineage.of(own))).isTrue();
    assertThat(Authorizer.allows(identities, ann, Privilege.USER_VIEW, Lineage.of(own))).isTrue();
    assertThat(Authorizer.allows(identities, ann, Privilege.USER_EDIT, Lineage.of(own))).isFalse();
    assertThat(Authorizer.visible(identities, ann, Privilege.USER_VIEW).test(own)).isTrue();
  }

  @Test
  void aTokenTakesAwayWhatIsOutsideOfItsScope() {
    Token looks = token("1", "ann", Token.Kind.API, new Scope(Role.VIEWER, C1));
    Identities identities =
        state(
            List.of(user("ann")),
            List.of(looks),
            List.of(grant("1", "ann", Role.ADMIN, ObjectPath.ROOT)));
    Principal ann = Principal.by(looks, "192.0.2.1");
    assertThat(Authorizer.allows(identities, ann, Privilege.VM_VIEW, Lineage.of(WEB))).isTrue();
    assertThat(Authorizer.decide(identities, ann, Privilege.VM_POWER, Lineage.of(WEB)))
        .isInstanceOfSatisfying(
            Denied.class,
            denied -> assertThat(denied.reason()).contains("t1").contains("viewer at " + C1));
    assertThat(Authorizer.allows(identities, ann, Privilege.VM_VIEW, Lineage.of(ObjectPath.ROOT)))
        .isFalse();
    assertThat(
            Authorizer.allows(
                identities, ann, Privilege.TOKEN_OWN, Lineage.of(Authorizer.USERS.below("ann"))))
        .isFalse();
  }

  @Test
  void aTokenGivesNothing() {
    Token all = token("1", "ann", Token.Kind.API, Scope.FULL);
    Identities identities =
        state(List.of(user("ann")), List.of(all), List.of(grant("1", "ann", Role.VIEWER, C1)));
    Principal ann = Principal.by(all, "192.0.2.1");
    assertThat(Authorizer.allows(identities, ann, Privilege.VM_POWER, Lineage.of(WEB))).isFalse();
    assertThat(Authorizer.allows(identities, ann, Privilege.VM_VIEW, Lineage.of(WEB))).isTrue();
  }

  @Test
  void rightsEndAtOnceWithTheUserOrTheToken() {
    Token token = token("1", "ann", Token.Kind.LOGIN, Scope.FULL);
    Identities identities =
        state(List.of(user("ann")), List.of(token), List.of(grant("1", "ann", Role.VIEWER, C1)));
    Principal ann = Principal.by(token, "192.0.2.1");
    assertThat(Authorizer.allows(identities, ann, Privilege.VM_VIEW, Lineage.of(WEB))).isTrue();
    Identities revoked = identities.apply(new IdentityChange.TokenRevoked(token.id()));
    assertThat(Authorizer.allows(revoked, ann, Privilege.VM_VIEW, Lineage.of(WEB))).isFalse();
    assertThat(Authorizer.visible(revoked, ann, Privilege.VM_VIEW).test(WEB)).isFalse();
    Identities gone = identities.apply(new IdentityChange.UserChanged(disabled(user("ann"))));
    assertThat(Authorizer.allows(gone, ann, Privilege.VM_VIEW, Lineage.of(WEB))).isFalse();
    assertThat(Authorizer.visible(gone, ann, Privilege.VM_VIEW).test(WEB)).isFalse();
    assertThat(Authorizer.allows(identities, principal("bob"), Privilege.VM_VIEW, Lineage.of(WEB)))
        .isFalse();
  }

  @Test
  void aRightOnAnyThingAnObjectLiesInIsARightOnIt() {
    ObjectPath web = new ObjectPath("/vms/web");
    ObjectPath prod = new ObjectPath("/folders/prod");
    ObjectPath gold = new ObjectPath("/clusters/c1/pools/gold");
    Lineage lineage = new Lineage(web, List.of(C1, prod.below("db"), gold));
    for (ObjectPath granted : List.of(ObjectPath.ROOT, web, C1, prod, prod.below("db"), gold)) {
      Identities identities =
          state(List.of(user("ann")), List.of(), List.of(grant("1", "ann", Role.VIEWER, granted)));
      assertThat(Authorizer.allows(identities, principal("ann"), Privilege.VM_VIEW, lineage))
          .as("%s", granted)
          .isTrue();
      assertThat(Authorizer.visible(identities, principal("ann"), Privilege.VM_VIEW).test(lineage))
          .as("%s", granted)
          .isTrue();
    }
    for (ObjectPath granted : List.of(prod.below("web"), C1.below("pools", "silver"))) {
      Identities identities =
          state(List.of(user("ann")), List.of(), List.of(grant("1", "ann", Role.VIEWER, granted)));
      assertThat(Authorizer.allows(identities, principal("ann"), Privilege.VM_VIEW, lineage))
          .as("%s", granted)
          .isFalse();
    }
  }

  @Test
  void theScopeOfATokenMayBeAnotherWayThanTheGrants() {
    ObjectPath prod = new ObjectPath("/folders/prod");
    Lineage inBoth = new Lineage(new ObjectPath("/vms/web"), List.of(C1, prod));
    Lineage inOne = new Lineage(new ObjectPath("/vms/db"), List.of(C1));
    Token filed = token("1", "ann", Token.Kind.API, new Scope(Role.ADMIN, prod));
    Identities identities =
        state(List.of(user("ann")), List.of(filed), List.of(grant("1", "ann", Role.ADMIN, C1)));
    Principal ann = Principal.by(filed, "192.0.2.1");
    Sight sight = Authorizer.visible(identities, ann, Privilege.VM_VIEW);
    assertThat(Authorizer.allows(identities, ann, Privilege.VM_VIEW, inBoth)).isTrue();
    assertThat(sight.test(inBoth)).isTrue();
    assertThat(Authorizer.allows(identities, ann, Privilege.VM_VIEW, inOne)).isFalse();
    assertThat(sight.test(inOne)).isFalse();
  }

  @Test
  void aListOfFortyThousandIsFilteredQuickly() {
    List<Grant> grants = new ArrayList<>();
    for (int i = 0; i < Grants.MAX_OF_GRANTEE; i++) {
      grants.add(grant("" + i, "ann", Role.VIEWER, new ObjectPath("/clusters/c1/vms/vm" + i * 7)));
    }
    Identities identities = state(List.of(user("ann")), List.of(), grants);
    long before = System.nanoTime();
    Sight visible = Authorizer.visible(identities, principal("ann"), Privilege.VM_VIEW);
    int seen = 0;
    for (int i = 0; i < 40_000; i++) {
      seen += visible.test(C1.below("vms", "vm" + i)) ? 1 : 0;
    }
    assertThat(seen).isEqualTo(Grants.MAX_OF_GRANTEE);
    // Some 15 ms; one by one it would be 20 million comparisons.
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
  }
}
