package io.godwit.protocol.api;

import org.jspecify.annotations.Nullable;

/**
 * A folder as it is to be; what is not given is empty.
 *
 * @param path as {@code prod/db}; needed to make one; if given in an edit, that of the path
 */
public record FolderEdit(@Nullable String path, @Nullable String description) {}
