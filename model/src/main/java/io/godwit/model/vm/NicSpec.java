package io.godwit.model.vm;

import io.godwit.model.host.NetworkName;

/** A virtio network card. */
public record NicSpec(NetworkName network, MacAddress mac) {}
