package io.godwit.manager.rest;

import java.util.List;

/** What findings have in common. */
final class Findings {
  /** Of 2,500 hosts a sentence names some. */
  private static final int MAX_NAMED = 5;

  private Findings() {}

  /** The first of some hosts, and how many more. */
  static String some(List<String> hosts) {
    String first = String.join(", ", hosts.subList(0, Math.min(MAX_NAMED, hosts.size())));
    return hosts.size() <= MAX_NAMED
        ? first
        : first + " and " + (hosts.size() - MAX_NAMED) + " more hosts";
  }
}
