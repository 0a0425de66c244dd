package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A datastore as it is to be; what is not given is empty.
 *
 * @param name needed to make one; if given in an edit, that of the path
 * @param kind {@code LOCAL} or {@code SHARED}
 */
public record DatastoreEdit(
    @Nullable String name,
    @Nullable String kind,
    @Nullable String description,
    @Nullable List<String> tags) {}
