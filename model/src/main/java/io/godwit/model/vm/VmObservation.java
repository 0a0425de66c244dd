package io.godwit.model.vm;

import io.godwit.model.error.Problem;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.QemuVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an agent sees of one of its VMs.
 *
 * @param vm the VM
 * @param generation the newest generation the agent has accepted
 * @param spec the spec as pinned when the VM was defined
 * @param state what it does
 * @param since when it came into this state, by the host's wall clock
 * @param pid QEMU's process, 0 if there is none
 * @param accelerator what it runs on, while there is a process
 * @param qemuVersion the QEMU it runs in, while there is a process
 * @param problem why it is CRASHED or UNRESPONSIVE
 */
public record VmObservation(
    VmId vm,
    Generation generation,
    VmSpec spec,
    VmState state,
    Instant since,
    long pid,
    @Nullable Accelerator accelerator,
    @Nullable QemuVersion qemuVersion,
    @Nullable Problem problem) {}
