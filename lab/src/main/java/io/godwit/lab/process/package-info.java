/**
 * Processes the lab starts. Entry: {@link io.godwit.lab.process.Server} for those that stay, {@link
 * io.godwit.lab.process.Command} for those that end by themselves.
 *
 * <p>Every wait has a deadline. A process that is not told to end does so with the sandbox.
 */
@NullMarked
package io.godwit.lab.process;

import org.jspecify.annotations.NullMarked;
