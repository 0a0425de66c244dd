package io.godwit.protocol.api;

import org.jspecify.annotations.Nullable;

/**
 * A host that may enrol.
 *
 * @param id what it is called
 * @param address where it is, for people; the id if not given
 * @param reenrol whether it may be enrolled already; its certificates end when the token is used
 */
public record HostAdd(String id, @Nullable String address, @Nullable Boolean reenrol) {}
