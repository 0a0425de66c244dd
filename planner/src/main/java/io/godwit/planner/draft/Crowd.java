package io.godwit.planner.draft;

import io.godwit.planner.layout.Layout;
import java.util.HashMap;
import java.util.Map;

/** What hosts hold if everybody comes and only some of those that leave have left. */
final class Crowd {
  private static final double ROUNDING = 1e-9;

  private final Layout start;
  private final Map<Integer, Load> hosts = new HashMap<>();

  Crowd(Layout start) {
    this.start = start;
  }

  /** What a host holds. */
  private static final class Load {
    long memory;
    long vcpus;
    double reserved;
    int count;
  }

  /** What those that have left take with them. */
  static final class Left {
    private final Load load = new Load();

    void leave(Layout start, int vm) {
      load.memory += start.wants().memory(vm);
      load.vcpus += start.wants().vcpus(vm);
      load.reserved += start.wants().reserved(vm);
      load.count++;
    }
  }

  void come(int vm, int host) {
    Load load = hosts.computeIfAbsent(host, this::atFirst);
    load.memory += start.wants().memory(vm);
    load.vcpus += start.wants().vcpus(vm);
    load.reserved += start.wants().reserved(vm);
    load.count++;
  }

  private Load atFirst(int host) {
    Load load = new Load();
    load.memory = start.memory(host);
    load.vcpus = start.vcpus(host);
    load.reserved = start.reserved(host);
    load.count = start.count(host) + start.behind(host);
    return load;
  }

  boolean holds(int host, Left left, int most) {
    Load load = hosts.computeIfAbsent(host, this::atFirst);
    return load.memory - left.load.memory <= start.memoryRoom(host)
        && load.vcpus - left.load.vcpus <= start.vcpuRoom(host)
        && load.reserved - left.load.reserved <= start.host(host).cores() + ROUNDING
        && load.count - left.load.count <= most;
  }
}
