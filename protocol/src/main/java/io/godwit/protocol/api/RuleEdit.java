package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule as it is to be; what is not given is empty.
 *
 * @param name needed to make one; if given in an edit, that of the path
 * @param kind {@code KEEP_TOGETHER}, {@code KEEP_APART}, {@code RUN_ON}, {@code AVOID}, {@code
 *     SPREAD} or {@code MOST_VMS}
 * @param strength {@code MUST} or {@code SHOULD}; {@code MUST} if not given
 * @param vms names of VMs, none for {@code MOST_VMS}; or
 * @param vmTag all VMs with this tag
 * @param hosts of {@code RUN_ON}, {@code AVOID} and {@code MOST_VMS}; or
 * @param hostTag all hosts with this tag
 * @param most of {@code SPREAD}, how many of the VMs one fault domain may have, 1 if not given; of
 *     {@code MOST_VMS}, how many VMs each of the hosts
 */
public record RuleEdit(
    @Nullable String name,
    @Nullable String kind,
    @Nullable String strength,
    @Nullable List<String> vms,
    @Nullable String vmTag,
    @Nullable List<String> hosts,
    @Nullable String hostTag,
    @Nullable Integer most,
    @Nullable String description) {}
