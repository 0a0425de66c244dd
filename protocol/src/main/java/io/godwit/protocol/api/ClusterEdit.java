package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as it is to be; what is not given is empty.
 *
 * @param name needed to make one; if given in an edit, that of the path
 * @param tags there have to be tags of these names
 */
public record ClusterEdit(
    @Nullable String name, @Nullable String description, @Nullable List<String> tags) {}
