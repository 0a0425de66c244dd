package io.godwit.agent.migration.source;

import io.godwit.agent.migration.TransportSetup;
import io.godwit.model.migration.Course;
import io.godwit.model.unit.DataRate;
import io.godwit.protocol.agent.Order;
import io.godwit.qmp.MigrationParameters;
import io.godwit.qmp.QmpCommands;
import io.godwit.qmp.QmpSession;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the source's QEMU is told of a copy, before it begins and while it runs. */
final class CopySetup {
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(10);

  /**
   * More than any link has. QEMU's own default is 128 MiB/s; 0 means different things to releases.
   */
  private static final DataRate UNLIMITED = DataRate.ofMebibytesPerSecond(64 * 1024);

  /** Percent; a guest that is not to be held back yet, where QEMU knows no zero. */
  private static final int LEAST_THROTTLE = 1;

  private CopySetup() {}

  /**
   * Sets QEMU up for a copy that is about to begin.
   *
   * @param tlsKey id of the object that holds the key; null is in the clear
   */
  static void apply(QmpSession qmp, Order.StartSource order, @Nullable String tlsKey)
      throws InterruptedException {
    Course course = order.course();
    Map<String, Boolean> capabilities =
        TransportSetup.capabilities(course.transport(), qmp.schema());
    capabilities.put("pause-before-switchover", !order.copies().isEmpty());
    boolean throttled = order.limits().maxSlowdown() > 0;
    capabilities.put("auto-converge", throttled);
    qmp.execute(QmpCommands.migrateSetCapabilities(capabilities), ANSWER_DEADLINE);
    MigrationParameters parameters =
        TransportSetup.parameters(course.transport(), tlsKey)
            .withMaxBandwidth(orUnlimited(order.limits().bandwidth()))
            .withDowntimeLimit(course.pause());
    qmp.execute(
        QmpCommands.migrateSetParameters(
            throttled ? parameters.with(throttle(course.throttle())) : parameters),
        ANSWER_DEADLINE);
  }

  /** Another course for a copy that runs. */
  static MigrationParameters steered(Order.Steer order) {
    MigrationParameters parameters = MigrationParameters.NONE;
    if (order.throttle() != null) {
      parameters = parameters.with(throttle(order.throttle()));
    }
    if (order.pause() != null) {
      parameters = parameters.withDowntimeLimit(order.pause());
    }
    if (order.bandwidth() != null) {
      parameters = parameters.withMaxBandwidth(orUnlimited(order.bandwidth()));
    }
    return parameters;
  }

  private static DataRate orUnlimited(DataRate bandwidth) {
    return bandwidth.equals(DataRate.ZERO) ? UNLIMITED : bandwidth;
  }

  /**
   * QEMU holds the guest back by so much, once two rounds in a row have sent little more than was
   * rewritten meanwhile, and by no more.
   */
  private static MigrationParameters throttle(int percent) {
    int most = Math.max(LEAST_THROTTLE, percent);
    return MigrationParameters.NONE
        .withCpuThrottleInitial(most)
        .withCpuThrottleIncrement(most)
        .withMaxCpuThrottle(most);
  }
}
