/**
 * The host daemon: says what <em>does</em> run here.
 *
 * <pre>
 * manager ── link ── Orders ──┬── vm ────────────── one actor per VM, a reducer inside
 *                             ├── migration.source       phase script, one per VM that leaves
 *                             └── migration.destination  phase script, one per VM that arrives
 *                                   │
 *                qemu (process, command line, probe) ── network (taps) ── storage (datastores)
 *                                   │
 *                              platform (commands, processes, clock)
 * </pre>
 *
 * <p>One QEMU process per VM; it outlives the agent. What must survive an agent's restart is in one
 * small file per VM ({@code vm.Definitions}); everything else is asked of QEMU again. Entry: {@link
 * io.godwit.agent.Main}.
 */
@NullMarked
package io.godwit.agent;

import org.jspecify.annotations.NullMarked;
