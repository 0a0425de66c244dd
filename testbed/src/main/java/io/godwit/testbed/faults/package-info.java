/**
 * Breaks migrations of a real guest in each phase in each way, and looks what became of the guest.
 * Entry: {@link io.godwit.testbed.faults.FaultMatrix}.
 *
 * <pre>
 * boot a guest --&gt; migrate --&gt; reach the phase --&gt; strike --&gt; (heal) --&gt; await the end --&gt; judge --&gt; clean
 * </pre>
 *
 * <p>A cell holds if the guest runs exactly once (or on no host, where its only QEMU was killed),
 * no write that was acknowledged is lost, nothing is left on the other host, and the record tells
 * how the migration ended.
 *
 * <p>Threads: the caller's. How it fails: a cell that does not hold says so in its verdict, and the
 * next cell gets a new lab.
 */
@NullMarked
package io.godwit.testbed.faults;

import org.jspecify.annotations.NullMarked;
