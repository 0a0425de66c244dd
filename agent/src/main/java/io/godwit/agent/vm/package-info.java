/**
 * The VMs of this host: their lifecycle, and what of them survives a restart of the agent.
 *
 * <pre>
 *              start                 launched
 *  STOPPED ───────────► STARTING ──────────────► RUNNING ◄──────► PAUSED
 *     ▲  ▲   arrive        │  │     launched       │  │   guest       │
 *     │  └─────────────────┘  └───► INCOMING ──────┘  │  stopped,     │ hand over
 *     │     launch failed          guest resumed      │  resumed      ▼
 *     │                                               │          HANDED_OVER ── take back,
 *     │ process ended                                 ▼               │        guest resumed ─► RUNNING
 *     └─────────────────────────────────────────── STOPPING           └─ release ─► (gone)
 *
 *  any state with a process:  process ended unasked ─► CRASHED
 *                             session broken        ─► UNRESPONSIVE ── session back ─► as QEMU says
 * </pre>
 *
 * <p>{@link io.godwit.agent.vm.Lifecycle} is the reducer and pure. A {@link io.godwit.agent.vm.Vm}
 * is its one writer: each event is applied under the VM's lock, effects run on the thread that
 * asked (so that their failure reaches who asked) or, for facts, on a thread of their own, and come
 * back as events. An agent that starts puts every VM whose process lives into UNRESPONSIVE and
 * reconnects: adoption and recovery are the same path.
 *
 * <p>Not here: how QEMU is started ({@code qemu}) and how a VM leaves or arrives ({@code
 * migration}).
 */
@NullMarked
package io.godwit.agent.vm;

import org.jspecify.annotations.NullMarked;
