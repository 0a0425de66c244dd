package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A VM: what it is to be, what people say of it, and what its agent has told, which is state,
 * accelerator, QEMU's version and problem.
 *
 * @param host where it may run; during a handover, the source
 * @param handoverTo the destination, during a handover
 * @param generation counts changes of the right to run
 * @param state as its agent last reported it, or {@code UNKNOWN} while the agent is not linked
 * @param confirmedAt when its agent has last spoken; null if it has not to this leader
 * @param accelerator what it runs on, while it runs
 * @param qemuVersion what it runs in, while it runs
 * @param migration the migration in flight
 * @param problem why it crashed or does not answer
 * @param cluster the cluster of its home
 * @param folder where it is filed
 * @param pool the pool of its cluster that it is in
 * @param tags those on it
 * @param notes what people want to remember of it
 * @param automation who decides that it moves; as its cluster is balanced if null
 * @param quiet when it must not move
 * @param resources what it has of its host beside others
 * @param placement why its host was chosen; in the answer to the call that made it, where none was
 *     named
 */
public record VmView(
    String id,
    String name,
    String host,
    @Nullable String handoverTo,
    long generation,
    String state,
    @Nullable Instant confirmedAt,
    int cpus,
    String cpuModel,
    long memoryBytes,
    String machine,
    @Nullable String accelerator,
    @Nullable String qemuVersion,
    List<VmCreate.Disk> disks,
    List<VmCreate.Nic> nics,
    @Nullable String migration,
    @Nullable ProblemView problem,
    String cluster,
    @Nullable String folder,
    @Nullable String pool,
    List<String> tags,
    String notes,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String automation,
    List<String> quiet,
    ResourcesView resources,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String placement) {
  public VmView {
    tags = List.copyOf(tags);
    quiet = List.copyOf(quiet);
  }

  /** The same with the reason of its place. */
  public VmView placed(@Nullable String because) {
    return new VmView(
        id,
        name,
        host,
        handoverTo,
        generation,
        state,
        confirmedAt,
        cpus,
        cpuModel,
        memoryBytes,
        machine,
        accelerator,
        qemuVersion,
        disks,
        nics,
        migration,
        problem,
        cluster,
        folder,
        pool,
        tags,
        notes,
        automation,
        quiet,
        resources,
        because);
  }
}
