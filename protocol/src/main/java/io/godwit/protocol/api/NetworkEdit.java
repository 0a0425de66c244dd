package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network as it is to be; what is not given is empty.
 *
 * @param name needed to make one; if given in an edit, that of the path
 * @param kind {@code BRIDGED} or {@code OVERLAY}
 * @param vlan of a {@code BRIDGED} one, 1 to 4094
 * @param vni of an {@code OVERLAY}, 1 to 16777215
 * @param mtu 1500 if not given
 */
public record NetworkEdit(
    @Nullable String name,
    @Nullable String kind,
    @Nullable Integer vlan,
    @Nullable Integer vni,
    @Nullable Integer mtu,
    @Nullable String description,
    @Nullable List<String> tags) {}
