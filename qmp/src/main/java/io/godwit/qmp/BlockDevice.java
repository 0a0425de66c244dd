package io.godwit.qmp;

import io.godwit.model.unit.DataSize;

/**
 * A guest's disk as QEMU has it.
 *
 * @param device the id of the guest's device, as {@code disk0-dev}
 * @param node the node it works on
 * @param file where that is kept
 * @param size what the guest sees
 * @param allocated what it takes where it is kept
 */
public record BlockDevice(
    String device, String node, String file, DataSize size, DataSize allocated) {
  private static final String PERIPHERALS = "/machine/peripheral/";

  static BlockDevice fromQmp(Fields block) {
    Fields inserted = block.object("inserted");
    Fields image = inserted.object("image");
    return new BlockDevice(
        device(block.text("qdev")),
        inserted.text("node-name"),
        inserted.text("file"),
        image.bytes("virtual-size"),
        image.bytes("actual-size"));
  }

  /** A disk of a named device that has a medium. */
  static boolean isOne(Fields block) {
    return block.textOrNull("qdev") != null && block.objectOrNull("inserted") != null;
  }

  /** {@code /machine/peripheral/disk0-dev/virtio-backend} is {@code disk0-dev}. */
  private static String device(String path) {
    if (!path.startsWith(PERIPHERALS)) {
      return path;
    }
    String rest = path.substring(PERIPHERALS.length());
    int end = rest.indexOf('/');
    return end < 0 ? rest : rest.substring(0, end);
  }
}
