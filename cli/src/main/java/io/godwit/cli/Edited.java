package io.godwit.cli;

import io.godwit.protocol.client.Editables;
import io.godwit.protocol.client.Versioned;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Edits as people type them: what they do not name stays as it is. */
final class Edited {
  static final String DESCRIPTION = "What it is for, in one line.";
  static final String TAGS =
      "Its tags, separated by commas, in place of those it has; '' for none.";

  private Edited() {}

  /** Reads an object, changes it, and sends it unless somebody was faster. */
  static <V, E> V of(Editables<V, E> objects, String name, Function<V, E> change) {
    Versioned<V> read = objects.read(name);
    return objects.edit(name, read.etag(), change.apply(read.value()));
  }

  static <T> T or(@Nullable T given, T is) {
    return given == null ? is : given;
  }

  /** A text that may be taken away by giving none: {@code ''}. */
  static @Nullable String orNone(@Nullable String given, @Nullable String is) {
    if (given == null) {
      return is;
    }
    return given.isEmpty() ? null : given;
  }

  /** Names behind an option; an empty one stands for none at all. */
  static @Nullable List<String> words(@Nullable List<String> given) {
    return given == null ? null : given.stream().filter(word -> !word.isBlank()).toList();
  }
}
