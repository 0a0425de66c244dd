package io.godwit.model.identity;

import static io.godwit.model.identity.Privilege.EVENT_VIEW;
import static io.godwit.model.identity.Privilege.FOLDER_EDIT;
import static io.godwit.model.identity.Privilege.HOST_EDIT;
import static io.godwit.model.identity.Privilege.HOST_VIEW;
import static io.godwit.model.identity.Privilege.INVENTORY_VIEW;
import static io.godwit.model.identity.Privilege.MANAGER_VIEW;
import static io.godwit.model.identity.Privilege.METRICS_VIEW;
import static io.godwit.model.identity.Privilege.POOL_EDIT;
import static io.godwit.model.identity.Privilege.RULE_EDIT;
import static io.godwit.model.identity.Privilege.TAG_EDIT;
import static io.godwit.model.identity.Privilege.TASK_CANCEL;
import static io.godwit.model.identity.Privilege.TASK_VIEW;
import static io.godwit.model.identity.Privilege.VM_CONSOLE;
import static io.godwit.model.identity.Privilege.VM_CREATE;
import static io.godwit.model.identity.Privilege.VM_DELETE;
import static io.godwit.model.identity.Privilege.VM_EDIT;
import static io.godwit.model.identity.Privilege.VM_MIGRATE;
import static io.godwit.model.identity.Privilege.VM_POWER;
import static io.godwit.model.identity.Privilege.VM_VIEW;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A fixed set of privileges that is granted as a whole. */
public enum Role {
  /** Sees everything but users. */
  VIEWER(
      EnumSet.of(
          VM_VIEW, HOST_VIEW, INVENTORY_VIEW, TASK_VIEW, EVENT_VIEW, MANAGER_VIEW, METRICS_VIEW)),

  /** Does with VMs what their owner does. Where a VM runs is the operator's affair. */
  VM_OWNER(
      EnumSet.of(
          VM_VIEW,
          VM_POWER,
          VM_EDIT,
          VM_CREATE,
          VM_DELETE,
          VM_CONSOLE,
          INVENTORY_VIEW,
          TASK_VIEW,
          TASK_CANCEL,
          EVENT_VIEW)),

  /**
   * Runs the data center: VMs, where they are and are filed, hosts in and out of maintenance. What
   * the data center is made of is the administrator's affair.
   */
  OPERATOR(
      union(VIEWER, VM_OWNER, VM_MIGRATE, HOST_EDIT, POOL_EDIT, FOLDER_EDIT, TAG_EDIT, RULE_EDIT)),

  /** May do everything, also give rights. */
  ADMIN(EnumSet.allOf(Privilege.class));

  @SuppressWarnings("ImmutableEnumChecker") // unmodifiable, and nobody keeps the set inside
  private final Set<Privilege> privileges;

  Role(Set<Privilege> privileges) {
    this.privileges = Collections.unmodifiableSet(privileges);
  }

  private static Set<Privilege> union(Role one, Role other, Privilege... more) {
    EnumSet<Privilege> all = EnumSet.copyOf(one.privileges);
    all.addAll(other.privileges);
    Collections.addAll(all, more);
    return all;
  }

  /** What it allows, in the order of {@link Privilege}. */
  public Set<Privilege> privileges() {
    return privileges;
  }

  public boolean has(Privilege privilege) {
    return privileges.contains(privilege);
  }

  /** Whether it allows everything {@code other} does. */
  public boolean covers(Role other) {
    return privileges.containsAll(other.privileges);
  }

  /** As people write it: {@code vm-owner}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
