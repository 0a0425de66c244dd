package io.godwit.agent.migration.source;

import io.godwit.model.error.GodwitException;
import io.godwit.qmp.QmpCommands;
import io.godwit.qmp.QmpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which features the processors of a guest really have: QEMU leaves out what its host cannot give,
 * so that the model's name does not tell.
 */
final class GuestCpu {
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(GuestCpu.class);

  private GuestCpu() {}

  /**
   * The features of the first processor; all are alike. In their order, by QEMU's names; empty if
   * QEMU does not say.
   */
  static Optional<List<String>> features(QmpSession qmp) throws InterruptedException {
    List<String> given = new ArrayList<>();
    try {
      String first = qmp.execute(QmpCommands.firstCpu(), ANSWER_DEADLINE);
      for (String name : qmp.execute(QmpCommands.cpuFeatures(), ANSWER_DEADLINE)) {
        if (qmp.execute(QmpCommands.flagOf(first, name), ANSWER_DEADLINE)) {
          given.add(name);
        }
      }
    } catch (GodwitException silent) {
      LOG.info("QEMU does not say what a guest's processor has: {}", silent.getMessage());
      return Optional.empty();
    }
    return Optional.of(given);
  }
}
