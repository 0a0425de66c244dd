package io.godwit.agent.migration;

import io.godwit.model.migration.Compression;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataSize;
import io.godwit.qmp.MigrationParameters;
import io.godwit.qmp.QmpSchema;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How QEMU is set up for a transport; the same at both ends. Pure. */
public final class TransportSetup {
  /** Pages that XBZRLE remembers; the source's QEMU takes that much memory more. */
  private static final DataSize CACHE = DataSize.ofMebibytes(256);

  private TransportSetup() {}

  /** The address as QEMU's migration commands take it. */
  public static String uri(String address, int port) {
    return "tcp:" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
  }

  /** A socket of the file system as QEMU's migration commands take it. */
  public static String uri(Path socket) {
    return "unix:" + socket;
  }

  /**
   * What is switched on, and what is switched off that an earlier migration may have left on.
   *
   * @param known what the binary has; what it has not need not be switched off
   */
  public static Map<String, Boolean> capabilities(Transport transport, QmpSchema known) {
    Map<String, Boolean> capabilities = new LinkedHashMap<>();
    boolean postcopy = transport.postcopy() == Postcopy.READY;
    capabilities.put("events", true);
    capabilities.put("multifd", transport.isMultifd());
    capabilities.put("xbzrle", transport.compression() == Compression.XBZRLE);
    // Without it a copy ends with its last byte; in a post-copy the destination asks for pages.
    capabilities.put("return-path", postcopy);
    capabilities.put("postcopy-ram", postcopy);
    capabilities.put(
        "postcopy-preempt", postcopy && known.capabilities().contains("postcopy-preempt"));
    capabilities
        .entrySet()
        .removeIf(e -> !e.getValue() && !known.capabilities().contains(e.getKey()));
    return capabilities;
  }

  /**
   * The parameters of it.
   *
   * @param tlsKey id of the object that holds the key; null is in the clear
   */
  public static MigrationParameters parameters(Transport transport, @Nullable String tlsKey) {
    MigrationParameters parameters =
        MigrationParameters.NONE.withTlsCredentials(tlsKey == null ? "" : tlsKey);
    if (transport.isMultifd()) {
      return parameters
          .withMultifdChannels(transport.channels())
          .withMultifdCompression(transport.compression() == Compression.ZSTD ? "zstd" : "none");
    }
    return transport.compression() == Compression.XBZRLE
        ? parameters.withXbzrleCacheSize(CACHE)
        : parameters;
  }
}
