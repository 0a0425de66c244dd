package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks where new VMs would start; nothing is made.
 *
 * @param cpus of each; 1 if not given
 * @param memoryBytes of each
 * @param count how many, 1 to 100; 1 if not given
 * @param networks that they need
 * @param datastores that they need
 * @param tags that would be on them: rules that name a tag mean them
 * @param pool of the cluster, that they would be in
 * @param resources what each would have of its host beside others
 */
public record PlaceRequest(
    @Nullable Integer cpus,
    long memoryBytes,
    @Nullable Integer count,
    @Nullable List<String> networks,
    @Nullable List<String> datastores,
    @Nullable List<String> tags,
    @Nullable String pool,
    @Nullable ResourcesView resources) {}
