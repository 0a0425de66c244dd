package io.godwit.agent.migration.destination;

import io.godwit.agent.migration.TransportSetup;
import io.godwit.agent.platform.Ports;
import io.godwit.agent.vm.Vm;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.agent.Answer;
import io.godwit.qmp.MigrationInfo;
import io.godwit.qmp.MigrationStatus;
import io.godwit.qmp.QmpCommands;
import io.godwit.qmp.QmpSession;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a post-copy go on whose connection broke: QEMU listens once more, at another port. Safe for
 * all threads.
 */
final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(10);

  /** QEMU's threads take a moment to let go of a broken connection. */
  private static final Duration PAUSE_DEADLINE = Duration.ofSeconds(10);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final String address;

  /** Where QEMUs listen that were told to and have heard nobody yet. */
  private final Map<Vm, Integer> ports = new ConcurrentHashMap<>();

  Reception(String address) {
    this.address = address;
  }

  /**
   * Listens for the source; may be repeated.
   *
   * @throws GodwitException VM_WRONG_STATE if there is no post-copy to go on with
   */
  Answer.Listening recover(Vm vm) throws InterruptedException {
    QmpSession qmp = vm.session();
    MigrationStatus status = paused(qmp);
    if (status != MigrationStatus.POSTCOPY_PAUSED) {
      throw new GodwitException(
          ErrorCode.VM_WRONG_STATE,
          "The post-copy of VM "
              + vm.name()
              + " does not wait for a connection: it is "
              + status
              + ".",
          "Look at the migration.");
    }
    int port = Ports.free(address);
    try {
      qmp.executeOutOfBand(
          QmpCommands.migrateRecover(TransportSetup.uri(address, port)), ANSWER_DEADLINE);
      ports.put(vm, port);
    } catch (GodwitException refused) {
      Integer earlier = ports.get(vm);
      if (refused.code() != ErrorCode.QMP_COMMAND_FAILED || earlier == null) {
        throw refused;
      }
      LOG.info("vm {}: {}", vm.name(), refused.getMessage());
      port = earlier; // it listens already
    }
    return new Answer.Listening(address, port, 0);
  }

  /** A destination asks for pages and waits; that its connection is dead it is told by us. */
  private static MigrationStatus paused(QmpSession qmp) throws InterruptedException {
    MigrationStatus status = status(qmp);
    if (status == MigrationStatus.POSTCOPY_ACTIVE || status == MigrationStatus.POSTCOPY_RECOVER) {
      try {
        qmp.executeOutOfBand(QmpCommands.migratePause(), ANSWER_DEADLINE);
      } catch (GodwitException pausedMeanwhile) {
        LOG.debug("{}", pausedMeanwhile.getMessage());
      }
    }
    long end = System.nanoTime() + PAUSE_DEADLINE.toNanos();
    while (true) {
      status = status(qmp);
      boolean waits =
          status == MigrationStatus.POSTCOPY_ACTIVE || status == MigrationStatus.POSTCOPY_RECOVER;
      if (!waits || System.nanoTime() > end) {
        return status;
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private static MigrationStatus status(QmpSession qmp) throws InterruptedException {
    MigrationInfo info = qmp.execute(QmpCommands.queryMigrate(), ANSWER_DEADLINE);
    return info.status();
  }
}
