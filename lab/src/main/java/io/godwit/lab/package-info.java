/**
 * A data center on one machine: hosts in network namespaces, each with an agent process, a manager
 * process, a guest that would notice a bad migration, and a client that watches it from outside.
 * Entry: {@link io.godwit.lab.Lab}; {@link io.godwit.lab.Main} is the command.
 *
 * <p>Used by the demo, the end-to-end tests and the benchmarks. Runs inside {@code bin/sandbox},
 * which owns the namespaces and removes whatever is left when the lab ends or is killed; nothing
 * here has to be tidy to be safe. Agents and manager are started as processes and known by their
 * command line, their configuration and the public API only.
 *
 * <p>A lab is used by one thread at a time. Every wait has a deadline. What cannot be done is a
 * {@link io.godwit.lab.LabException} with a sentence; what the manager refuses stays its {@code
 * GodwitException}.
 *
 * <p>Not here: the guest itself ({@code lab/guest}), the namespaces around all this ({@code
 * src/main/sh/sandbox}), scenarios (module testbed).
 */
@NullMarked
package io.godwit.lab;

import org.jspecify.annotations.NullMarked;
