package io.godwit.model.vm;

/** What a VM starts from. */
public sealed interface Boot {
  /** The firmware (SeaBIOS) boots the first disk. */
  record Firmware() implements Boot {}

  /**
   * QEMU loads a kernel itself.
   *
   * @param kernel a bzImage
   * @param initrd its initial file system
   * @param commandLine at most 2,048 printable characters
   */
  record Kernel(DatastoreFile kernel, DatastoreFile initrd, String commandLine) implements Boot {
    private static final int MAX_COMMAND_LINE = 2048;

    public Kernel {
      if (commandLine.length() > MAX_COMMAND_LINE
          || commandLine.chars().anyMatch(c -> c < ' ' || c > '~')) {
        throw new IllegalArgumentException(
            "a kernel command line is at most " + MAX_COMMAND_LINE + " printable ASCII characters");
      }
    }
  }
}
