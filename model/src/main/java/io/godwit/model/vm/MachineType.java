package io.godwit.model.vm;

import java.util.regex.Pattern;

/**
 * The virtual mainboard.
 *
 * @param value an alias ({@code q35}) as asked for, or a versioned type ({@code pc-q35-10.0}) as
 *     pinned when the VM is defined
 */
public record MachineType(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{0,40}");
  private static final Pattern VERSIONED = Pattern.compile(".*-\\d+\\.\\d+");

  /** The newest PCI Express mainboard a QEMU has. */
  public static final MachineType Q35 = new MachineType("q35");

  public MachineType {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a machine type is 1 to 41 lower-case letters, digits, dots and dashes");
    }
  }

  /** Whether the type means the same in every QEMU that has it. */
  public boolean isVersioned() {
    return VERSIONED.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
