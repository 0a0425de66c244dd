package io.godwit.protocol.client;

import static io.godwit.protocol.client.Paths.encoded;

import io.godwit.protocol.api.ItemList;
import java.util.List;
import tools.jackson.core.type.TypeReference;

/**
 * Objects of one kind that people make, in one place.
 *
 * @param <V> how one is shown
 * @param <E> how one is wanted
 */
public final class Editables<V, E> {
  private final Transport transport;
  private final String path;
  private final TypeReference<V> one;
  private final TypeReference<ItemList<V>> all;

  Editables(
      Transport transport, String path, TypeReference<V> one, TypeReference<ItemList<V>> all) {
    this.transport = transport;
    this.path = path;
    this.one = one;
    this.all = all;
  }

  /** Those the caller may see. */
  public List<V> list() {
    return transport.get(path, all).items();
  }

  public V show(String name) {
    return read(name).value();
  }

  /** As {@link #show}, to be edited. */
  public Versioned<V> read(String name) {
    return transport.versioned(Transport.Ask.of("GET", at(name), null), one);
  }

  public V create(E wish) {
    return transport.call(Transport.Ask.of("POST", path, wish).once(), one);
  }

  /**
   * Makes it what it is to be.
   *
   * @param etag of what was read; {@link Versioned#ANY} if that does not matter
   */
  public V edit(String name, String etag, E wish) {
    return transport.call(Transport.Ask.of("PUT", at(name), wish).matching(etag), one);
  }

  /** Deletes whatever is there. */
  public void delete(String name) {
    delete(name, "");
  }

  /** Deletes a tag that is on things: it is taken off them first. */
  public void deleteAndDetach(String name) {
    delete(name, "?detach=true");
  }

  private void delete(String name, String query) {
    transport.text(Transport.Ask.of("DELETE", at(name) + query, null).matching(Versioned.ANY));
  }

  /** A folder's path is one segment with colons. */
  private String at(String name) {
    return path + "/" + encoded(name.replace('/', ':'));
  }
}
