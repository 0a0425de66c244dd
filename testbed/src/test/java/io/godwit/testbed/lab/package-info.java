/**
 * What the lab promises a machine: it leaves nothing behind, however it ends. Entry: {@link
 * io.godwit.testbed.lab.SandboxIT}.
 *
 * <p>Programs are started with a mark in their environment. {@link io.godwit.testbed.lab.Traces}
 * finds them by it, and everything else that lives in a namespace one of them was seen in.
 */
@NullMarked
package io.godwit.testbed.lab;

import org.jspecify.annotations.NullMarked;
