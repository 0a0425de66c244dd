/**
 * The demo: moves a busy guest from host to host and shows the proof that nobody noticed. Entry:
 * {@link io.godwit.lab.demo.Demo}.
 *
 * <p>{@link io.godwit.lab.demo.Demo} does it, {@link io.godwit.lab.demo.DemoReport} holds what was
 * found and judges it, {@link io.godwit.lab.demo.DemoTable} shows it to people. What takes longer
 * than a moment is announced on standard error; standard output has the report only.
 */
@NullMarked
package io.godwit.lab.demo;

import org.jspecify.annotations.NullMarked;
