package io.godwit.protocol.api;

/**
 * A tag.
 *
 * @param vms number of VMs it is on
 * @param hosts number of hosts it is on
 */
public record TagView(String name, String description, int vms, int hosts) {}
