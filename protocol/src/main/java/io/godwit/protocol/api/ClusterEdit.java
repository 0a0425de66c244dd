package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as it is to be; what is not given is empty.
 *
 * @param name needed to make one; if given in an edit, that of the path
 * @param tags there have to be tags of these names
 * @param migration limits of its VMs' migrations
 * @param balancing manual at threshold 3 if null
 * @param power off if null
 * @param cpuOvercommit virtual processors for each processor of a host at most; 8 if null
 * @param memoryOvercommit bytes of VMs for each byte of a host at most; 1 if null
 */
public record ClusterEdit(
    @Nullable String name,
    @Nullable String description,
    @Nullable List<String> tags,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LimitsView migration,
    @Nullable BalancingView balancing,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PowerSavingView power,
    @Nullable Double cpuOvercommit,
    @Nullable Double memoryOvercommit) {}
