package io.godwit.agent.link;

import io.godwit.agent.HostFixture;
import io.godwit.agent.memory.MemoryWatch;
import io.godwit.agent.network.Overlays;
import io.godwit.agent.path.Paths;
import io.godwit.agent.platform.HostCommands;
import io.godwit.agent.platform.VmUser;
import io.godwit.agent.portion.Portions;
import io.godwit.agent.probe.Probes;
import io.godwit.agent.storage.Datastores;
import io.godwit.agent.storage.Marks;
import io.godwit.model.host.HostId;
import io.godwit.trace.Tracing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** Desks of a host that has no network. */
final class Desks {
  private static final Probes NO_PROBES =
      new Probes(
          new HostId("h1"),
          network -> "br0",
          (device, type, filter) -> {
            throw new IOException("there are no sockets here");
          });

  private Desks() {}

  static OrderDesk of(HostFixture host, Path directory, Tracing tracing) throws IOException {
    return new OrderDesk(
        host.vms(),
        host.disks(),
        host.departures(),
        host.arrivals(),
        NO_PROBES,
        new Paths(new HostId("h1"), "127.0.0.1"),
        new Marks(new Datastores(new TreeMap<>(), VmUser.choose("root")), InstantSource.system()),
        new MemoryWatch(
            host.vms(), Duration.ofHours(1), InstantSource.system(), new SplittableRandom(1)),
        new Overlays(new TreeSet<>(), "127.0.0.1", new HostCommands()),
        Portions.of(directory, "h1", 1),
        tracing);
  }
}
