package io.godwit.protocol.agent;

import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.VmId;

/**
 * A VM's card on an overlay network, and the host where packets for it go.
 *
 * @param mac its address
 * @param vm whose it is
 * @param card which of the VM's cards, from 0
 * @param end the overlay address of the host
 */
public record Station(MacAddress mac, VmId vm, int card, String end) {}
