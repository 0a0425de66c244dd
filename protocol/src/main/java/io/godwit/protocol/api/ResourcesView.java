package io.godwit.protocol.api;

import io.godwit.protocol.api.PoolEdit.ShareEdit;
import org.jspecify.annotations.Nullable;

/**
 * What a VM has of its host beside others; what is not given is as usual.
 *
 * @param cpu in hundredths of a core
 * @param memory in bytes; it has no limit but the VM's size
 */
public record ResourcesView(@Nullable ShareEdit cpu, @Nullable ShareEdit memory) {}
