package io.godwit.agent.migration.destination;

import io.godwit.agent.storage.Images;
import io.godwit.agent.vm.Definition;
import io.godwit.agent.vm.Disks;
import io.godwit.agent.vm.Vm;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.qmp.BlockCommands;
import io.godwit.qmp.QmpSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disks that are made here for VMs that arrive. They are this migration's until it is
 * committed, and go with it if it is given up. Safe for all threads.
 */
final class DiskShelf {
  private static final Logger LOG = LoggerFactory.getLogger(DiskShelf.class);
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(10);

  /** Between a look for a free port and its use somebody else may take it. */
  private static final int MAX_PORTS = 5;

  private final Images images;
  private final String address;

  /**
   * @param address where this host listens for guests
   */
  DiskShelf(Images images, String address) {
    this.images = images;
    this.address = address;
  }

  /** The places of these disks among the VM's. */
  static Set<Integer> places(List<DiskCopy> copies) {
    return copies.stream().map(DiskCopy::disk).collect(Collectors.toUnmodifiableSet());
  }

  /** Refuses what cannot be made here. */
  void check(List<DiskCopy> copies) {
    copies.forEach(copy -> images.check(copy.target().file(), copy.size()));
  }

  /** Makes the images, empty. */
  void make(MigrationId migration, List<DiskCopy> copies) {
    copies.forEach(copy -> images.make(copy.target(), copy.size(), migration.value()));
  }

  /**
   * Lets the source write to the images from now on.
   *
   * @param tlsKey id of the object that holds the key of the connections; null is in the clear
   * @return the port
   */
  int serve(QmpSession qmp, List<DiskCopy> copies, @Nullable String tlsKey)
      throws InterruptedException {
    int port = open(qmp, tlsKey);
    for (DiskCopy copy : copies) {
      var _ =
          qmp.execute(
              BlockCommands.exportWritable(Disks.export(copy.disk()), Disks.node(qmp, copy.disk())),
              ANSWER_DEADLINE);
    }
    return port;
  }

  private int open(QmpSession qmp, @Nullable String tlsKey) throws InterruptedException {
    GodwitException last = null;
    for (int attempt = 0; attempt < MAX_PORTS; attempt++) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(address))) {
        int port = free.getLocalPort();
        free.close();
        var _ = qmp.execute(BlockCommands.nbdServerStart(address, port, tlsKey), ANSWER_DEADLINE);
        return port;
      } catch (GodwitException taken) {
        last = taken;
      } catch (IOException none) {
        throw new GodwitException(
            ErrorCode.HOST_SETUP_FAILED,
            "This host has no free port at " + address + ": " + none.getMessage() + ".",
            "Check that it is an address of this host.");
      }
    }
    throw last == null ? new IllegalStateException("nothing was tried") : last;
  }

  /** The guest runs here: nobody else writes to its disks any more. May be repeated. */
  synchronized void close(Vm vm) throws InterruptedException {
    if (isServing(vm)) {
      QmpSession qmp = vm.session();
      if (!qmp.execute(BlockCommands.queryExports(), ANSWER_DEADLINE).isEmpty()) {
        var _ = qmp.execute(BlockCommands.nbdServerStop(), ANSWER_DEADLINE);
      }
    }
  }

  /** The images are the VM's from now on. May be repeated. */
  void keep(Vm vm) throws InterruptedException {
    Definition.Passage passage = vm.definition().passage();
    if (passage == null) {
      return;
    }
    if (vm.condition().state().hasProcess()) {
      close(vm);
    }
    passage
        .copies()
        .forEach(copy -> images.unmark(copy.target().file(), passage.migration().value()));
  }

  /** Removes the images of a VM that does not come; its process has ended. May be repeated. */
  void clear(Vm vm) {
    Definition.Passage passage = vm.definition().passage();
    if (passage == null || passage.end() != Definition.End.DESTINATION) {
      return;
    }
    for (DiskCopy copy : passage.copies()) {
      images.unmake(copy.target().file(), passage.migration().value());
      LOG.info("migration {}: {} is removed", passage.migration(), copy.target().file());
    }
  }

  private static boolean isServing(Vm vm) {
    Definition.Passage passage = vm.definition().passage();
    return passage != null && !passage.copies().isEmpty();
  }
}
