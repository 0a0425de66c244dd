package io.godwit.cli.context;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All contexts of a person. Immutable.
 *
 * @param current the one that is meant if none is named
 */
public record Contexts(@Nullable String current, NavigableMap<String, Context> all) {
  /** As many data centers as nobody has; the file stays small. */
  public static final int MAX = 100;

  public static final Contexts NONE = new Contexts(null, new TreeMap<>());

  public Contexts {
    all = Collections.unmodifiableNavigableMap(new TreeMap<>(all));
    if (all.size() > MAX) {
      throw new IllegalArgumentException("there are more than " + MAX + " contexts");
    }
    if (current != null && !all.containsKey(current)) {
      throw new IllegalArgumentException("its current context '" + current + "' is not in it");
    }
  }

  /** The current one, if there is one. */
  public Optional<Context> chosen() {
    return Optional.ofNullable(current).map(all::get);
  }

  public Optional<Context> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  /**
   * @throws GodwitException CONTEXT_UNKNOWN
   */
  public Context get(String name) {
    return find(name)
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.CONTEXT_UNKNOWN,
                "There is no context '" + name + "'.",
                all.isEmpty()
                    ? "Make one with 'godwit login SERVER'."
                    : "There are: " + String.join(", ", all.keySet()) + "."));
  }

  /** With this one, in place of one of the same name. */
  public Contexts with(Context context) {
    NavigableMap<String, Context> more = new TreeMap<>(all);
    more.put(context.name(), context);
    return new Contexts(current, more);
  }

  /**
   * With this one as the current one.
   *
   * @throws GodwitException CONTEXT_UNKNOWN
   */
  public Contexts using(String name) {
    return new Contexts(get(name).name(), all);
  }

  /**
   * Without it; if it was the current one, there is none.
   *
   * @throws GodwitException CONTEXT_UNKNOWN
   */
  public Contexts without(String name) {
    get(name);
    NavigableMap<String, Context> fewer = new TreeMap<>(all);
    fewer.remove(name);
    return new Contexts(name.equals(current) ? null : current, fewer);
  }
}
