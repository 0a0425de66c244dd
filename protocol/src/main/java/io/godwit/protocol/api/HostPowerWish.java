package io.godwit.protocol.api;

/**
 * Switches a host.
 *
 * @param power ON or OFF
 */
public record HostPowerWish(String power) {}
