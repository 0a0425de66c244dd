package io.godwit.model.vm;

/** How a disk's file is laid out. */
public enum DiskFormat {
  QCOW2,
  RAW
}
