package io.godwit.protocol.api;

import org.jspecify.annotations.Nullable;

/**
 * A tag as it is to be; what is not given is empty.
 *
 * @param name needed to make one; if given in an edit, that of the path
 */
public record TagEdit(@Nullable String name, @Nullable String description) {}
