package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.ListChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows a list on the screen until the person has seen enough: the whole of it, then a row for
 * each change, in the columns of the table above. For programs every change is a document of its
 * own, those of the beginning too.
 */
final class Watching<T> {
  static final String DESCRIPTION =
      "Goes on with what changes, until Ctrl-C. As JSON each change is a line.";

  private final Godwit godwit;
  private final Function<List<T>, Table> inWords;

  /** What is there at the beginning, until all of it has been told. */
  private final List<T> first = new ArrayList<>();

  private @Nullable Table above;

  Watching(Godwit godwit, Function<List<T>, Table> inWords) {
    this.godwit = godwit;
    this.inWords = inWords;
  }

  /** Returns the exit status. */
  int follow(BiConsumer<ApiClient, Consumer<ListChange<T>>> watch) {
    try {
      godwit.ask(
          Godwit.nothing(client ->
              watch.accept(
                  client,
                  change -> {
                    show(change);
                    if (godwit.around().out().stream().checkError()) {
                      throw new NobodyReads();
                    }
                  })));
    } catch (NobodyReads head) {
      return 0;
    } catch (GodwitException broken) {
      if (Thread.interrupted()) {
        return MigrationWatch.INTERRUPTED;
      }
      throw broken;
    }
    return 0;
  }

  private void show(ListChange<T> change) {
    switch (godwit.format) {
      case TABLE -> row(change);
      case JSON, YAML -> godwit.around().out().line(godwit.format.oneOfMany(change));
    }
  }

  private void row(ListChange<T> change) {
    T item = change.item();
    if (item == null) {
      if (above == null) {
        above = inWords.apply(first);
        godwit.around().out().lines(above.lines());
      }
    } else if (above == null) {
      first.add(item);
    } else {
      String end = change.kind() == ListChange.Kind.DELETED ? "  (gone)" : "";
      godwit
          .around()
          .out()
          .lines(inWords.apply(List.of(item)).below(above).stream().map(row -> row + end).toList());
    }
  }

  /** The pipe is closed, as by head. */
  private static final class NobodyReads extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NobodyReads() {
      super(null, null, false, false);
    }
  }
}
