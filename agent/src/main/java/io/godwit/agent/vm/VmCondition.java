package io.godwit.agent.vm;

import io.godwit.model.error.Problem;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.VmState;
import org.jspecify.annotations.Nullable;

/** A state of the lifecycle with the data that is valid in it. */
public sealed interface VmCondition {
  /** The state's public name. */
  VmState state();

  /** What went wrong, in the states that something going wrong leads to. */
  default @Nullable Problem problem() {
    return null;
  }

  /**
   * @param lastFailure why the last start failed, if it did
   */
  record Stopped(@Nullable Problem lastFailure) implements VmCondition {
    @Override
    public VmState state() {
      return VmState.STOPPED;
    }

    @Override
    public @Nullable Problem problem() {
      return lastFailure;
    }
  }

  /**
   * @param arrival the migration it is started for; null for a boot
   */
  record Starting(@Nullable MigrationId arrival) implements VmCondition {
    @Override
    public VmState state() {
      return VmState.STARTING;
    }
  }

  /** The guest runs. */
  record Running() implements VmCondition {
    @Override
    public VmState state() {
      return VmState.RUNNING;
    }
  }

  /** The guest is stopped in memory. */
  record Paused() implements VmCondition {
    @Override
    public VmState state() {
      return VmState.PAUSED;
    }
  }

  /** The guest was asked to shut down, or QEMU to end. */
  record Stopping() implements VmCondition {
    @Override
    public VmState state() {
      return VmState.STOPPING;
    }
  }

  /** A guest is awaited. */
  record Incoming(MigrationId migration) implements VmCondition {
    @Override
    public VmState state() {
      return VmState.INCOMING;
    }
  }

  /** The guest's last byte has left. */
  record HandedOver(MigrationId migration) implements VmCondition {
    @Override
    public VmState state() {
      return VmState.HANDED_OVER;
    }
  }

  /** QEMU ended without having been asked to. */
  record Crashed(Problem why) implements VmCondition {
    @Override
    public VmState state() {
      return VmState.CRASHED;
    }

    @Override
    public Problem problem() {
      return why;
    }
  }

  /** The process lives, but there is no session with it. */
  record Unresponsive(Problem why) implements VmCondition {
    @Override
    public VmState state() {
      return VmState.UNRESPONSIVE;
    }

    @Override
    public Problem problem() {
      return why;
    }
  }
}
