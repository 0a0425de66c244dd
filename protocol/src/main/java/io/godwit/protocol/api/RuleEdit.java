package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule as it is to be; what is not given is empty.
 *
 * @param name needed to make one; if given in an edit, that of the path
 * @param kind {@code KEEP_TOGETHER}, {@code KEEP_APART}, {@code RUN_ON} or {@code AVOID}
 * @param strength {@code MUST} or {@code SHOULD}; {@code MUST} if not given
 * @param vms names of VMs; or
 * @param vmTag all VMs with this tag
 * @param hosts of {@code RUN_ON} and {@code AVOID}; or
 * @param hostTag all hosts with this tag
 */
public record RuleEdit(
    @Nullable String name,
    @Nullable String kind,
    @Nullable String strength,
    @Nullable List<String> vms,
    @Nullable String vmTag,
    @Nullable List<String> hosts,
    @Nullable String hostTag,
    @Nullable String description) {}
