package io.godwit.manager.entity;

import io.godwit.protocol.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns a state into entities and back. Pure.
 *
 * @param <S> the state
 */
public final class Entities<S> {
  private static final String KIND = "kind";
  private static final String SCHEMA = "schema";
  private static final String BODY = "body";

  private final S empty;
  private final SortedMap<String, EntityKind<S, ?>> kinds = new TreeMap<>();

  /**
   * For states of these kinds.
   *
   * @param empty the state that has none of them
   */
  public Entities(S empty, List<EntityKind<S, ?>> kinds) {
    this.empty = empty;
    for (EntityKind<S, ?> kind : kinds) {
      if (this.kinds.put(kind.name(), kind) != null) {
        throw new IllegalArgumentException("two kinds are called " + kind.name());
      }
    }
  }

  /** Names of the kinds, sorted. */
  public Collection<String> kinds() {
    return kinds.keySet();
  }

  /**
   * What has to be written for {@code after} to be kept instead of {@code before}.
   *
   * @param touched the entities that may differ; those that do not are left out
   */
  public List<EntityWrite> writes(S before, S after, Collection<EntityKey> touched) {
    List<EntityWrite> writes = new ArrayList<>();
    for (EntityKey key : new TreeSet<>(touched)) {
      EntityKind<S, ?> kind = kinds.get(key.kind());
      if (kind == null) {
        throw new IllegalArgumentException("there is no kind of " + key);
      }
      write(kind, key, before, after).ifPresent(writes::add);
    }
    return writes;
  }

  private static <S, T> Optional<EntityWrite> write(
      EntityKind<S, T> kind, EntityKey key, S before, S after) {
    Optional<T> old = kind.find().apply(before, key.id());
    Optional<T> young = kind.find().apply(after, key.id());
    return old.equals(young)
        ? Optional.empty()
        : Optional.of(
            new EntityWrite(key, old.isPresent(), young.map(entity -> encode(kind, entity))));
  }

  /** Everything a state has, in the order of the keys. */
  public SortedMap<EntityKey, byte[]> all(S state) {
    SortedMap<EntityKey, byte[]> all = new TreeMap<>();
    kinds.values().forEach(kind -> collect(kind, state, all));
    return all;
  }

  private static <S, T> void collect(
      EntityKind<S, T> kind, S state, SortedMap<EntityKey, byte[]> into) {
    for (T entity : kind.all().apply(state)) {
      into.put(kind.key(kind.id().apply(entity)), encode(kind, entity));
    }
  }

  private static <S, T> byte[] encode(EntityKind<S, T> kind, T entity) {
    ObjectNode form = Json.LENIENT.createObjectNode();
    form.put(KIND, kind.name());
    form.put(SCHEMA, kind.schema());
    form.set(BODY, Json.LENIENT.valueToTree(entity));
    return Json.LENIENT.writeValueAsBytes(form);
  }

  /** A state that is read entity by entity. */
  public final class Reading {
    private S state = empty;

    /**
     * Adds one.
     *
     * @throws UnreadableState if it is damaged, of an unknown kind or from a newer manager
     */
    public void add(EntityKey key, byte[] bytes) throws UnreadableState {
      EntityKind<S, ?> kind = kinds.get(key.kind());
      if (kind == null) {
        throw newer(key, "its kind is unknown to this manager");
      }
      state = loaded(state, kind, key, bytes);
    }

    public S state() {
      return state;
    }
  }

  public Reading reading() {
    return new Reading();
  }

  private static <S, T> S loaded(S state, EntityKind<S, T> kind, EntityKey key, byte[] bytes)
      throws UnreadableState {
    T entity = decode(kind, key, bytes);
    if (!kind.id().apply(entity).equals(key.id())) {
      throw damaged(key, "it says that it is " + kind.id().apply(entity), null);
    }
    try {
      return kind.load().apply(state, entity);
    } catch (RuntimeException misfit) {
      throw damaged(key, String.valueOf(misfit.getMessage()), misfit);
    }
  }

  private static <S, T> T decode(EntityKind<S, T> kind, EntityKey key, byte[] bytes)
      throws UnreadableState {
    try {
      JsonNode form = Json.STRICT.readTree(bytes);
      int schema = form.path(SCHEMA).asInt(0);
      if (!form.path(KIND).asString("").equals(kind.name())
          || schema < 1
          || !(form.get(BODY) instanceof ObjectNode body)) {
        throw damaged(key, "it is not the JSON it should be", null);
      }
      if (schema > kind.schema()) {
        throw newer(
            key, "it has form " + schema + ", this manager knows forms up to " + kind.schema());
      }
      ObjectNode upgraded = body;
      for (UnaryOperator<ObjectNode> upgrade :
          kind.upgrades().subList(schema - 1, kind.schema() - 1)) {
        upgraded = upgrade.apply(upgraded);
      }
      return Json.STRICT.treeToValue(upgraded, kind.type());
    } catch (JacksonException malformed) {
      throw damaged(key, malformed.getOriginalMessage(), malformed);
    }
  }

  private static UnreadableState damaged(
      EntityKey key, String why, @org.jspecify.annotations.Nullable Exception cause) {
    String message =
        "The entry "
            + key
            + " of the state is damaged: "
            + why
            + ". Nothing was changed. Restore a backup with 'godwit-manager restore', or remove the"
            + " entry if you know it is not needed.";
    return cause == null ? new UnreadableState(message) : new UnreadableState(message, cause);
  }

  private static UnreadableState newer(EntityKey key, String why) {
    return new UnreadableState(
        "The state was written by a newer manager (entry "
            + key
            + ": "
            + why
            + "). Nothing was changed. Install that manager's version again, or restore a backup"
            + " that this one wrote.");
  }
}
