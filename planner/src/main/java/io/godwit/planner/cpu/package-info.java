/**
 * What guests of several hosts can have of their processors. Entry: {@link
 * io.godwit.planner.cpu.Baseline}.
 *
 * <p>A guest keeps the processor it was started with, so that every host it may go to has to have
 * all of it. Features are QEMU's names of them; which named models a host can give is asked of its
 * QEMU, and not computed here. Pure.
 */
@NullMarked
package io.godwit.planner.cpu;

import org.jspecify.annotations.NullMarked;
