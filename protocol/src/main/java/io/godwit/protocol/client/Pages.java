package io.godwit.protocol.client;

import io.godwit.protocol.api.PageView;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;

/** Reads lists page by page, for those who want all of it. */
final class Pages {
  /** The most one page has. */
  static final int MOST = 1000;

  /** Ten times the largest data center; a manager that never ends is not one. */
  private static final int MAX_PAGES = 400;

  private final Transport transport;

  Pages(Transport transport) {
    this.transport = transport;
  }

  <T> List<T> all(String path, TypeReference<PageView<T>> type) {
    return all(path, new TreeMap<>(), type);
  }

  /**
   * Everything.
   *
   * @param query parameters by name, without those of paging
   */
  <T> List<T> all(String path, SortedMap<String, String> query, TypeReference<PageView<T>> type) {
    TreeMap<String, String> asked = new TreeMap<>(query);
    asked.put("limit", Integer.toString(MOST));
    List<T> all = new ArrayList<>();
    for (int pages = 0; pages < MAX_PAGES; pages++) {
      PageView<T> page = transport.get(Paths.with(path, asked), type);
      all.addAll(page.items());
      if (page.next() == null) {
        return all;
      }
      asked.put("cursor", page.next());
    }
    throw transport.mishaps().notGodwit(null);
  }
}
