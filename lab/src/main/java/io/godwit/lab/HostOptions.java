package io.godwit.lab;

import io.godwit.model.host.Datastore.Reach;
import io.godwit.model.unit.DataSize;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One host of a lab.
 *
 * @param name of the host, its namespace and its folder: h and a number
 * @param memory what its VMs may use together
 * @param datastores what it has mounted
 * @param qemu its QEMU; the lab's if not given
 */
public record HostOptions(
    String name, DataSize memory, List<Store> datastores, @Nullable Path qemu) {
  private static final Pattern NAME = Pattern.compile("h[1-9][0-9]?");

  public HostOptions {
    datastores = List.copyOf(datastores);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a lab's host is called h1 to h99, not " + name);
    }
  }

  /** A host with the datastores {@code shared} and {@code local}. */
  public static HostOptions of(String name, DataSize memory) {
    return new HostOptions(
        name,
        memory,
        List.of(new Store("shared", Reach.SHARED), new Store("local", Reach.LOCAL)),
        null);
  }

  public HostOptions withMemory(DataSize other) {
    return new HostOptions(name, other, datastores, qemu);
  }

  public HostOptions withDatastores(Store... others) {
    return new HostOptions(name, memory, List.of(others), qemu);
  }

  public HostOptions withQemu(Path other) {
    return new HostOptions(name, memory, datastores, other);
  }

  /** A datastore; shared ones of one name are one folder. */
  public record Store(String name, Reach reach) {}
}
