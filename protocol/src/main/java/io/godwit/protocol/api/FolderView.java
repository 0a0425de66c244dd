package io.godwit.protocol.api;

/**
 * A folder for VMs.
 *
 * @param path as {@code prod/db}; in a URL with colons, {@code prod:db}
 * @param vms number of VMs in it, those of folders in it not counted
 */
public record FolderView(String path, String description, int vms) {}
