package io.godwit.agent.migration;

import io.godwit.agent.qemu.TransferKeys;
import io.godwit.agent.tunnel.Tunnels;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.migration.Transport;
import io.godwit.protocol.agent.Order;
import io.godwit.qmp.QmpSession;
import io.godwit.qmp.TlsEnd;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps copies from others, as their transport says: in the clear, by QEMU's own TLS, or memory
 * through a tunnel and disks by QEMU's. Safe for all threads that do not name the same migration.
 */
public final class Privacy {
  private final TransferKeys keys;
  private final Tunnels tunnels;

  public Privacy(TransferKeys keys, Tunnels tunnels) {
    this.keys = keys;
    this.tunnels = tunnels;
  }

  /**
   * What QEMU is told.
   *
   * @param uri where the copy of memory goes, or where it is awaited
   * @param memoryKey id of the object that holds the key for it; null if QEMU leaves it as it is
   * @param disksKey the same for disks
   */
  public record Way(String uri, @Nullable String memoryKey, @Nullable String disksKey) {}

  /** Gets this host ready to send. */
  public Way out(QmpSession qmp, Order.StartSource order) throws InterruptedException {
    String there = TransportSetup.uri(order.address(), order.port());
    Transport transport = order.course().transport();
    TransferKey key = order.key();
    if (key == null) {
      return new Way(there, null, null);
    }
    boolean tunnelled = transport.secrecy() == Secrecy.TUNNELLED;
    String id =
        tunnelled && order.copies().isEmpty()
            ? null
            : keys.give(qmp, order.migration(), TlsEnd.CLIENT, key, transport);
    if (!tunnelled) {
      return new Way(there, id, id);
    }
    Path socket = tunnels.connect(order.migration(), key, order.address(), order.port());
    return new Way(TransportSetup.uri(socket), null, id);
  }

  /**
   * Gets this host ready to receive.
   *
   * @param address of this host, to listen at
   */
  public Way in(QmpSession qmp, Order.PrepareDestination order, String address)
      throws InterruptedException {
    String here = TransportSetup.uri(address, 0);
    TransferKey key = order.key();
    if (key == null) {
      return new Way(here, null, null);
    }
    boolean tunnelled = order.transport().secrecy() == Secrecy.TUNNELLED;
    String id =
        tunnelled && order.copies().isEmpty()
            ? null
            : keys.give(qmp, order.migration(), TlsEnd.SERVER, key, order.transport());
    if (!tunnelled) {
      return new Way(here, id, id);
    }
    Path socket = tunnels.accept(order.migration(), key, address);
    return new Way(TransportSetup.uri(socket), null, id);
  }

  /** The port that a copy comes to, unless QEMU itself listens for it. */
  public OptionalInt port(MigrationId migration) {
    return tunnels.port(migration);
  }

  /** Ends it where QEMU does without from now on; one that has none is left alone. */
  public void end(QmpSession qmp, MigrationId migration, TlsEnd end) throws InterruptedException {
    tunnels.close(migration, end);
    keys.take(qmp, migration, end);
  }

  /** Removes what is left of it; QEMU may be gone. */
  public void erase(MigrationId migration, TlsEnd end) {
    tunnels.close(migration, end);
    keys.erase(migration, end);
  }

  /**
   * Removes what an earlier agent left.
   *
   * @param isUnderWay whether a migration still goes on here
   */
  public void eraseAllBut(Predicate<MigrationId> isUnderWay) {
    tunnels.closeAllBut(isUnderWay);
  }
}
