package io.godwit.manager.rest;

import io.godwit.manager.identity.Authorizer;
import io.godwit.manager.identity.Grants;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.UserName;
import io.godwit.model.vm.VmName;
import io.javalin.http.Context;
import java.util.List;

/**
 * Where the objects of the API are in the tree that rights are inherited along. There is one
 * cluster until there are more, and all hosts and VMs are in it.
 */
final class Places {
  static final ObjectPath CLUSTERS = ObjectPath.ROOT.below("clusters");
  static final ObjectPath CLUSTER = CLUSTERS.below("default");
  static final ObjectPath HOSTS = CLUSTER.below("hosts");
  static final ObjectPath VMS = CLUSTER.below("vms");

  /** Objects that are always there. */
  private static final List<ObjectPath> FIXED =
      List.of(ObjectPath.ROOT, CLUSTERS, CLUSTER, HOSTS, VMS, Authorizer.USERS);

  private Places() {}

  static ObjectPath vm(VmName name) {
    return VMS.below(name.value());
  }

  static ObjectPath host(HostId id) {
    return HOSTS.below(id.value());
  }

  static ObjectPath user(UserName name) {
    return Authorizer.USERS.below(name.value());
  }

  static ObjectPath namedVm(DataCenter state, Context request) {
    return vm(Requests.vmName(request.pathParam("name")));
  }

  static ObjectPath namedHost(DataCenter state, Context request) {
    return host(Requests.hostId(request.pathParam("id")));
  }

  /** A migration is its VM's affair. */
  static ObjectPath namedMigration(DataCenter state, Context request) {
    return vm(state.requireMigration(Requests.migrationId(request.pathParam("id"))).name());
  }

  static ObjectPath namedUser(DataCenter state, Context request) {
    return user(Requests.userName(request.pathParam("name")));
  }

  static ObjectPath namedGrant(DataCenter state, Context request) {
    return Grants.require(state.hard().identities(), Requests.grantId(request.pathParam("id")))
        .path();
  }

  /** Whether there is such an object: a right is not given on what may come one day. */
  static boolean isThere(DataCenter state, ObjectPath path) {
    if (FIXED.contains(path)) {
      return true;
    }
    ObjectPath parent = path.parent();
    String name = path.value().substring(path.value().lastIndexOf('/') + 1);
    try {
      if (parent.equals(VMS)) {
        return state.hard().names().has(new VmName(name));
      }
      if (parent.equals(HOSTS)) {
        HostId host = new HostId(name);
        return state.soft().hosts().has(host) || state.hard().enrolments().hosts().has(host);
      }
      return parent.equals(Authorizer.USERS)
          && state.hard().identities().users().has(new UserName(name));
    } catch (IllegalArgumentException noSuchName) {
      return false;
    }
  }
}
