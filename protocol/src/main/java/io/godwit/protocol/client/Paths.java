package io.godwit.protocol.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Writes what is asked for into paths and behind their question mark. */
final class Paths {
  private Paths() {}

  /** A name as one segment. */
  static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String with(String path, SortedMap<String, String> query) {
    return query.isEmpty()
        ? path
        : path
            + "?"
            + query.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
  }
}
