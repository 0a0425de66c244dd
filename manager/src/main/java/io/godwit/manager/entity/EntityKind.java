package io.godwit.manager.entity;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * One kind of durable thing: how it is found in a state and how it is written. The form of today
 * has the number {@code upgrades.size() + 1}; whoever changes the form adds an upgrade, and never
 * changes one that was released.
 *
 * @param name see {@link EntityKey#kind}
 * @param id what its entities are called
 * @param find the entity of that id in a state
 * @param load a state with an entity that was read; entities come in no particular order
 * @param all every entity of a state
 * @param upgrades the first turns form 1 into form 2, and so on
 * @param <S> the state
 * @param <T> the entity
 */
public record EntityKind<S, T>(
    String name,
    Class<T> type,
    Function<T, String> id,
    BiFunction<S, String, Optional<T>> find,
    BiFunction<S, T, S> load,
    Function<S, Collection<T>> all,
    List<UnaryOperator<ObjectNode>> upgrades) {
  public EntityKind {
    upgrades = List.copyOf(upgrades);
  }

  /** A kind whose form has never changed. */
  public EntityKind(
      String name,
      Class<T> type,
      Function<T, String> id,
      BiFunction<S, String, Optional<T>> find,
      BiFunction<S, T, S> load,
      Function<S, Collection<T>> all) {
    this(name, type, id, find, load, all, List.of());
  }

  /** Number of the form that is written today. */
  public int schema() {
    return upgrades.size() + 1;
  }

  public EntityKey key(String id) {
    return new EntityKey(name, id);
  }

  /** The same kind seen from a state that has {@code S} as a part. */
  public <U> EntityKind<U, T> within(Function<U, S> part, BiFunction<U, S, U> put) {
    return new EntityKind<>(
        name,
        type,
        id,
        (whole, wanted) -> find.apply(part.apply(whole), wanted),
        (whole, entity) -> put.apply(whole, load.apply(part.apply(whole), entity)),
        whole -> all.apply(part.apply(whole)),
        upgrades);
  }
}
