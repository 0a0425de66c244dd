package io.godwit.model.vm;

import java.util.UUID;

/** Names one VM for ever; also its SMBIOS UUID. */
public record VmId(UUID value) implements Comparable<VmId> {
  /**
   * Reads the usual text form of a UUID.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static VmId parse(String text) {
    return new VmId(UUID.fromString(text));
  }

  @Override
  public int compareTo(VmId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
