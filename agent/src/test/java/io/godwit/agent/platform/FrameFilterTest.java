package io.godwit.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrameFilterTest {
  private static final FrameFilter FILTER =
      FrameFilter.ALL.half(0, 0x0806).word(2, 0xc0000207).notWord(6, 0);

  @Test
  void passesWhatMeetsEveryCondition() {
    assertThat(passes(frame(0x0806, 0xc0000207, 1))).isTrue();
  }

  @Test
  void dropsWhatMissesAnyCondition() {
    assertThat(passes(frame(0x0800, 0xc0000207, 1))).isFalse();
    assertThat(passes(frame(0x0806, 0xc0000208, 1))).isFalse();
    assertThat(passes(frame(0x0806, 0xc0000207, 0))).isFalse();
  }

  private static ByteBuffer frame(int type, int first, int second) {
    return ByteBuffer.allocate(10).putShort((short) type).putInt(first).putInt(second);
  }

  /** What the kernel does with the program, as its documentation says. */
  private static boolean passes(ByteBuffer frame) {
    List<FrameFilter.Step> program = FILTER.program();
    int accumulator = 0;
    for (int at = 0; at < program.size(); at++) {
      FrameFilter.Step step = program.get(at);
      switch (step.code()) {
        case 0x20 -> accumulator = frame.getInt(step.operand());
        case 0x28 -> accumulator = Short.toUnsignedInt(frame.getShort(step.operand()));
        case 0x15 -> at += accumulator == step.operand() ? step.ifTrue() : step.ifFalse();
        case 0x06 -> {
          return step.operand() != 0;
        }
        default -> throw new AssertionError("no such step: " + step);
      }
    }
    throw new AssertionError("the program does not end");
  }
}
