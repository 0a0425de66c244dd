package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks in which order the hosts of a cluster could be emptied.
 *
 * @param batch hosts at the same time at most, 1 to 100
 * @param hosts which; all that take VMs if not given
 */
public record RollingRequest(int batch, @Nullable List<String> hosts) {}
