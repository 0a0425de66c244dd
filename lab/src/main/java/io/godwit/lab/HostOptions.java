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
 * @param cpus processors that its VMs may use; all of the machine's if not given
 * @param datastores what it has mounted
 * @param overlays overlay networks that it takes part in, from its management address
 * @param qemu its QEMU; the lab's if not given
 */
public record HostOptions(
    String name,
    DataSize memory,
    @Nullable Integer cpus,
    List<Store> datastores,
    List<String> overlays,
    @Nullable Path qemu) {
  private static final Pattern NAME = Pattern.compile("h[1-9][0-9]?");

  public HostOptions {
    datastores = List.copyOf(datastores);
    overlays = List.copyOf(overlays);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a lab's host is called h1 to h99, not " + name);
    }
  }

  /** A host with the datastores {@code shared} and {@code local}. */
  public static HostOptions of(String name, DataSize memory) {
    return new HostOptions(
        name,
        memory,
        null,
        List.of(new Store("shared", Reach.SHARED), new Store("local", Reach.LOCAL)),
        List.of(),
        null);
  }

  public HostOptions withMemory(DataSize other) {
    return new HostOptions(name, other, cpus, datastores, overlays, qemu);
  }

  public HostOptions withCpus(int count) {
    return new HostOptions(name, memory, count, datastores, overlays, qemu);
  }

  public HostOptions withDatastores(Store... others) {
    return new HostOptions(name, memory, cpus, List.of(others), overlays, qemu);
  }

  public HostOptions withQemu(Path other) {
    return new HostOptions(name, memory, cpus, datastores, overlays, other);
  }

  /** As members of these; they become networks once the catalog has them as overlays. */
  public HostOptions withOverlays(String... others) {
    return new HostOptions(name, memory, cpus, datastores, List.of(others), qemu);
  }

  /** A datastore; shared ones of one name are one folder. */
  public record Store(String name, Reach reach) {}
}
