package io.godwit.simulator.engine;

import java.util.BitSet;
import java.util.List;

/** Decides at each step what moves. Stateful: one for each run. */
@FunctionalInterface
public interface Policy {
  /** Moves nothing. */
  Policy NONE = moment -> Decision.NOTHING;

  /** Called once for each step, in their order. */
  Decision decide(Moment moment);

  /**
   * What shall be done.
   *
   * @param moves one for each VM at most
   * @param spare hosts without VMs that stay on
   */
  record Decision(List<Relocation> moves, BitSet spare) {
    /** Nothing moves, and hosts without VMs are off. */
    public static final Decision NOTHING = new Decision(List.of(), new BitSet());

    public Decision {
      moves = List.copyOf(moves);
      spare = (BitSet) spare.clone();
    }

    /** Moves without spare hosts. */
    public static Decision moving(List<Relocation> moves) {
      return new Decision(moves, new BitSet());
    }
  }

  /**
   * A VM, by number, goes to a host.
   *
   * @param after the VMs whose moves of the same step have to have ended before it begins
   */
  record Relocation(int vm, int to, List<Integer> after) {
    public Relocation {
      after = List.copyOf(after);
    }

    /** One that waits for nobody. */
    public Relocation(int vm, int to) {
      this(vm, to, List.of());
    }
  }
}
