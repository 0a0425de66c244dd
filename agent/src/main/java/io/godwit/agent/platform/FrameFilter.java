package io.godwit.agent.platform;

import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel lets through to a packet socket: a frame in which each of some fields has one of
 * some values, or in which some field has not. A classic BPF program, made here because a program
 * that drops everything else costs nothing for what is dropped.
 *
 * @see <a href="https://docs.kernel.org/networking/filter.html">the kernel's description</a>
 */
public final class FrameFilter {
  /** Lets everything through. */
  public static final FrameFilter ALL = new FrameFilter(List.of());

  /**
   * One step of the program.
   *
   * @param code what to do
   * @param ifTrue how many steps to skip if it holds
   * @param ifFalse how many steps to skip if it does not
   * @param operand an offset or a value
   */
  record Step(int code, int ifTrue, int ifFalse, int operand) {}

  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_HALF = 0x28;
  private static final int IS_EQUAL = 0x15;
  private static final int RETURN = 0x06;
  private static final int WHOLE_FRAME = 0x40000;

  /** One condition: its load and its comparison. */
  private record Condition(int load, int offset, int value, boolean equal) {}

  private final List<Condition> conditions;

  private FrameFilter(List<Condition> conditions) {
    this.conditions = List.copyOf(conditions);
  }

  /** And the two bytes at {@code offset} are this. */
  public FrameFilter half(int offset, int value) {
    return and(new Condition(LOAD_HALF, offset, value, true));
  }

  /** And the four bytes at {@code offset} are this. */
  public FrameFilter word(int offset, int value) {
    return and(new Condition(LOAD_WORD, offset, value, true));
  }

  /** And the four bytes at {@code offset} are not this. */
  public FrameFilter notWord(int offset, int value) {
    return and(new Condition(LOAD_WORD, offset, value, false));
  }

  private FrameFilter and(Condition another) {
    List<Condition> more = new ArrayList<>(conditions);
    more.add(another);
    return new FrameFilter(more);
  }

  /** The program: two steps a condition, then what passes, then what does not. */
  List<Step> program() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      Condition each = conditions.get(i);
      // From behind this comparison over the rest and over "passes".
      int toDrop = 2 * (conditions.size() - 1 - i) + 1;
      steps.add(new Step(each.load, 0, 0, each.offset));
      steps.add(
          each.equal
              ? new Step(IS_EQUAL, 0, toDrop, each.value)
              : new Step(IS_EQUAL, toDrop, 0, each.value));
    }
    steps.add(new Step(RETURN, 0, 0, WHOLE_FRAME));
    steps.add(new Step(RETURN, 0, 0, 0));
    return steps;
  }
}
