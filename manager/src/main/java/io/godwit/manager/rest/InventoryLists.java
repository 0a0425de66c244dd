package io.godwit.manager.rest;

import io.godwit.manager.entity.Table;
import io.godwit.manager.identity.Sight;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.VmView;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lists of hosts and VMs, page by page. Pure. */
final class InventoryLists {
  private static final String HOSTS = "hosts";
  private static final String VMS = "vms";

  /** Letters in the longest name of a VM or a host. */
  private static final int MAX_NAME = 63;

  private InventoryLists() {}

  /** Which hosts; what is null is not asked for. */
  record HostFilter(
      HostView.@Nullable Connection connection,
      @Nullable String id,
      @Nullable String cluster,
      @Nullable String tag) {
    HostFilter(HostView.@Nullable Connection connection, @Nullable String id) {
      this(connection, id, null, null);
    }

    boolean fits(HostView host) {
      return (connection == null || connection == host.connection())
          && (id == null || host.id().startsWith(id))
          && (cluster == null || cluster.equals(host.cluster()))
          && (tag == null || host.tags().contains(tag));
    }
  }

  /**
   * Where VMs are filed; what is null is not asked for.
   *
   * @param folder this one and all in it
   */
  record Filing(
      @Nullable String cluster,
      @Nullable String folder,
      @Nullable String pool,
      @Nullable String tag) {
    static final Filing ANYWHERE = new Filing(null, null, null, null);

    boolean fits(VmView vm) {
      return (cluster == null || cluster.equals(vm.cluster()))
          && (folder == null || isIn(folder, vm.folder()))
          && (pool == null || pool.equals(vm.pool()))
          && (tag == null || vm.tags().contains(tag));
    }

    private static boolean isIn(String folder, @Nullable String filed) {
      return filed != null && (filed.equals(folder) || filed.startsWith(folder + "/"));
    }
  }

  /**
   * Which VMs; what is null is not asked for.
   *
   * @param host their home
   * @param name how their names begin
   */
  record VmFilter(
      @Nullable HostId host, @Nullable String state, @Nullable String name, Filing filing) {
    VmFilter(@Nullable HostId host, @Nullable String state, @Nullable String name) {
      this(host, state, name, Filing.ANYWHERE);
    }

    boolean fits(VmView vm) {
      return (host == null || host.value().equals(vm.host()))
          && (state == null || state.equals(vm.state()))
          && (name == null || vm.name().startsWith(name))
          && filing.fits(vm);
    }

    /** What can be said without the whole view, which costs more. */
    boolean mayFit(VmEntry vm) {
      return (host == null || host.equals(vm.right().home()))
          && (name == null || vm.name().value().startsWith(name));
    }
  }

  static PageView<HostView> hosts(DataCenter state, Sight sight, Queries.Asked<HostFilter> asked) {
    Eyes eyes = new Eyes(state, sight);
    // Nearly always all have spoken, and a page is cut from what is there.
    return Tally.haveSpoken(state)
        ? hosts(state.soft().hosts(), asked, host -> eyes.host(host.id(), asked.filter()))
        : hosts(known(state), asked, host -> eyes.host(host, asked.filter()));
  }

  private static <V> PageView<HostView> hosts(
      Table<HostId, V> all,
      Queries.Asked<HostFilter> asked,
      Function<V, Optional<HostView>> shown) {
    return Listing.page(
        rest(all, HOSTS, asked.cursor(), asked.filter().id(), HostId::new),
        new Listing.Part(HOSTS, asked.limit()),
        shown);
  }

  /** All hosts there are, whether they have ever spoken or not. */
  private static Table<HostId, HostId> known(DataCenter state) {
    Table<HostId, HostId> known = Table.empty();
    for (HostId host : Tally.known(state)) {
      known = known.with(host, host);
    }
    return known;
  }

  static PageView<VmView> vms(DataCenter state, Sight sight, Queries.Asked<VmFilter> asked) {
    Eyes eyes = new Eyes(state, sight);
    HostId home = asked.filter().host();
    Table<VmName, VmId> names = home == null ? state.hard().names() : state.hard().homes().of(home);
    return Listing.page(
        rest(names, VMS, asked.cursor(), asked.filter().name(), VmName::new),
        new Listing.Part(VMS, asked.limit()),
        id -> state.hard().vms().get(id).flatMap(vm -> eyes.vm(vm, asked.filter())));
  }

  /** Who looks at which state. For one list and one thread. */
  static final class Eyes {
    private final DataCenter state;
    private final Sight sight;
    private final Lineages places;

    Eyes(DataCenter state, Sight sight) {
      this.state = state;
      this.sight = sight;
      this.places = new Lineages(state);
    }

    /** How a host looks; nothing if it is not asked for or not to be seen. */
    Optional<HostView> host(HostId host, HostFilter filter) {
      return sight.test(places.host(host))
          ? Optional.of(Views.host(state, host)).filter(filter::fits)
          : Optional.empty();
    }

    /** How a VM looks; nothing if it is not asked for or not to be seen. */
    Optional<VmView> vm(VmEntry vm, VmFilter filter) {
      return filter.mayFit(vm) && sight.test(places.vm(vm))
          ? Optional.of(Views.vm(state, vm)).filter(filter::fits)
          : Optional.empty();
    }
  }

  /** What a page is cut from: behind the cursor, and no further than names begin as asked. */
  private static <K extends Comparable<K>, V> Table<K, V> rest(
      Table<K, V> all,
      String list,
      @Nullable String cursor,
      @Nullable String prefix,
      Function<String, K> key) {
    Table<K, V> fitting = all;
    if (prefix != null) {
      try {
        fitting = fitting.from(key.apply(shortened(prefix))).upTo(key.apply(last(prefix)));
      } catch (IllegalArgumentException noNameBeginsSo) {
        return Table.empty();
      }
    }
    K after = KeyCursor.parse(cursor, list, key);
    return after == null ? fitting : fitting.after(after);
  }

  /** The largest name not behind those that begin so: names do not end with dots and dashes. */
  private static String shortened(String prefix) {
    int end = prefix.length();
    while (end > 1 && (prefix.charAt(end - 1) == '-' || prefix.charAt(end - 1) == '.')) {
      end--;
    }
    return prefix.substring(0, end);
  }

  /** The last of the names that begin so. */
  private static String last(String prefix) {
    return prefix + "z".repeat(Math.max(0, MAX_NAME - prefix.length()));
  }
}
