package io.godwit.agent.vm;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.vm.DiskMeasure;
import io.godwit.qmp.BlockCommands;
import io.godwit.qmp.BlockDevice;
import io.godwit.qmp.QmpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What QEMU calls a VM's disks. A disk that was moved has another node than it began with. */
public final class Disks {
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(5);

  private Disks() {}

  /** What a disk is called where it is served to another QEMU. */
  public static String export(int disk) {
    return "disk" + disk;
  }

  /** The node that the guest's disk works on now. */
  public static String node(QmpSession qmp, int disk) throws InterruptedException {
    return device(qmp, disk).node();
  }

  /** How large the VM's disks are. */
  public static List<DiskMeasure> measure(QmpSession qmp, int count) throws InterruptedException {
    List<DiskMeasure> measures = new ArrayList<>();
    for (int disk = 0; disk < count; disk++) {
      BlockDevice device = device(qmp, disk);
      measures.add(new DiskMeasure(device.size(), device.allocated()));
    }
    return measures;
  }

  /** The guest's disk as QEMU has it now. */
  public static BlockDevice device(QmpSession qmp, int disk) throws InterruptedException {
    String id = "disk" + disk + "-dev";
    return qmp.execute(BlockCommands.queryBlock(), ANSWER_DEADLINE).stream()
        .filter(device -> device.device().equals(id))
        .findFirst()
        .orElseThrow(() ->
            new GodwitException(
                ErrorCode.QMP_COMMAND_FAILED,
                "QEMU has no disk " + disk + " of this VM.",
                "Look at the VM's process on its host."));
  }
}
