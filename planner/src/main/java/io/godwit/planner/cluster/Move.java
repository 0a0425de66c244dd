package io.godwit.planner.cluster;

import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A VM that shall go from one host to another, or start on one.
 *
 * @param from null if it is new
 * @param because a sentence for people, with its figures
 * @param gain what it brings in core-seconds, its cost not yet taken off; 0 where a rule or an
 *     emptied host demands it
 * @param consent whether a person has to agree first
 */
public record Move(
    VmId vm,
    @Nullable HostId from,
    HostId to,
    Purpose purpose,
    String because,
    double gain,
    MoveCost cost,
    Consent consent) {
  public Move {
    if (to.equals(from)) {
      throw new IllegalArgumentException("a move has two hosts");
    }
    if (!Double.isFinite(gain)) {
      throw new IllegalArgumentException("a gain is finite");
    }
  }

  /** Where it comes from; empty if it is new. */
  public Optional<HostId> source() {
    return Optional.ofNullable(from);
  }

  /** What a move is for. */
  public enum Purpose {
    /** A new VM starts. */
    PLACEMENT,
    /** VMs get more of what they want. */
    BALANCE,
    /** A rule is broken where it is. */
    RULE,
    /** Its host has more than it can hold. */
    CAPACITY,
    /** Its host is emptied. */
    EVACUATION,
    /** Another VM needs its room. */
    ROOM,
    /** It goes back to where it was before its host was emptied. */
    HOMECOMING,
    /** Its host is to be switched off. */
    POWER
  }

  /** Whether somebody is asked. */
  public enum Consent {
    /** Nobody has to be asked. */
    GIVEN,
    /** A person decides: by the VM's automation level. */
    NEEDED
  }
}
