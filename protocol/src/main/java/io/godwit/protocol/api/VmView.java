package io.godwit.protocol.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A VM.
 *
 * @param host where it may run; during a handover, the source
 * @param handoverTo the destination, during a handover
 * @param generation counts changes of the right to run
 * @param state as its agent last reported it, or {@code UNKNOWN} while the agent is not linked
 * @param observedAt when that was
 * @param accelerator what it runs on, while it runs
 * @param qemuVersion what it runs in, while it runs
 * @param migration the migration in flight
 * @param problem why it crashed or does not answer
 */
public record VmView(
    String id,
    String name,
    String host,
    @Nullable String handoverTo,
    long generation,
    String state,
    Instant observedAt,
    int cpus,
    String cpuModel,
    long memoryBytes,
    String machine,
    @Nullable String accelerator,
    @Nullable String qemuVersion,
    List<VmCreate.Disk> disks,
    List<VmCreate.Nic> nics,
    @Nullable String migration,
    @Nullable ProblemView problem) {}
