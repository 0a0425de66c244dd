package io.godwit.model.vm;

/**
 * A virtio disk.
 *
 * @param file an image that exists when the VM is created
 * @param format its format
 */
public record DiskSpec(DatastoreFile file, DiskFormat format) {}
