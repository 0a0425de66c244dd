package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people say of a VM, read and written as a whole; what is not given is empty.
 *
 * @param folder where it is filed, as {@code prod/db}
 * @param pool a pool of the cluster of its home
 */
public record VmAttributesView(
    @Nullable String folder,
    @Nullable String pool,
    @Nullable List<String> tags,
    @Nullable String notes) {}
