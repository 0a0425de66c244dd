package io.godwit.planner.balance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Hosts by use, the least used first. */
final class Ranking {
  private final double[] use;
  private final TreeSet<Integer> order;

  Ranking(int hosts) {
    use = new double[hosts];
    order =
        new TreeSet<>(
            Comparator.<Integer>comparingDouble(host -> use[host]).thenComparing(host -> host));
  }

  /** Takes a host up, or to its new place. */
  void set(int host, double value) {
    order.remove(host);
    use[host] = value;
    order.add(host);
  }

  void remove(int host) {
    order.remove(host);
  }

  double use(int host) {
    return use[host];
  }

  boolean isEmpty() {
    return order.isEmpty();
  }

  /** The busiest. */
  int last() {
    return order.last();
  }

  /** A few of the least used. */
  List<Integer> first(int count) {
    List<Integer> some = new ArrayList<>(count);
    for (int host : order) {
      if (some.size() == count) {
        break;
      }
      some.add(host);
    }
    return some;
  }

  /** All of them. */
  NavigableSet<Integer> all() {
    return order;
  }
}
