package io.godwit.cli;

import io.godwit.model.error.ErrorKind;
import io.godwit.model.error.GodwitException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What several things use, each asked for by itself.
 *
 * @param leftOut how many were not asked for
 */
record Measured<V>(List<V> views, int leftOut) {
  /** A thing that is gone since it was listed is left away. */
  static <V> Measured<V> of(List<String> names, int limit, Function<String, V> ask) {
    List<V> views =
        names.stream().limit(limit).flatMap(name -> unlessGone(name, ask).stream()).toList();
    return new Measured<>(views, Math.max(0, names.size() - limit));
  }

  private static <V> Optional<V> unlessGone(String name, Function<String, V> ask) {
    try {
      return Optional.of(ask.apply(name));
    } catch (GodwitException gone) {
      if (gone.code().httpStatus() == 404 && gone.code().kind() == ErrorKind.REJECTED) {
        return Optional.empty();
      }
      throw gone;
    }
  }

  void noteLeftOut(Godwit godwit, String what) {
    if (leftOut > 0) {
      godwit.note(leftOut + " more " + what + " were not asked; --limit asks more.");
    }
  }
}
