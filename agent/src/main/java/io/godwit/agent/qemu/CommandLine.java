package io.godwit.agent.qemu;

import io.godwit.agent.storage.Datastores;
import io.godwit.model.host.Accelerator;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words that make QEMU this VM. Pure.
 *
 * <p>Source and destination must build the same devices at the same addresses, so every device is
 * spelled out with its PCI slot, and nothing comes from defaults ({@code -nodefaults}, {@code
 * -no-user-config}). Option ROMs of network cards are left out: their size differs between releases
 * and is part of the migrated state.
 *
 * @see <a href="https://www.qemu.org/docs/master/system/invocation.html">QEMU's invocation</a>
 */
final class CommandLine {
  /** First PCI slot of the cards and of the disks; lower ones belong to the mainboard. */
  private static final int FIRST_NIC_SLOT = 0x2;

  private static final int FIRST_DISK_SLOT = 0xa;

  private final List<String> words = new ArrayList<>();

  private CommandLine() {}

  /**
   * @param qemu the program
   * @param accelerator decided; {@code AUTO} has no meaning to QEMU
   * @param taps names of the taps, one per card
   */
  static List<String> of(
      Path qemu,
      VmId vm,
      VmSpec spec,
      Accelerator accelerator,
      Hypervisor.Start how,
      Workplace place,
      List<String> taps) {
    CommandLine line = new CommandLine();
    line.words.add(qemu.toString());
    line.identity(vm, spec, accelerator);
    line.monitors(place.run());
    line.boot(spec.boot(), place.datastores());
    for (int i = 0; i < spec.disks().size(); i++) {
      line.disk(i, spec.disks().get(i), place.datastores());
    }
    for (int i = 0; i < taps.size(); i++) {
      line.nic(i, taps.get(i), spec.nics().get(i).mac());
    }
    if (how == Hypervisor.Start.ARRIVAL) {
      line.option("incoming", "defer");
    }
    return List.copyOf(line.words);
  }

  /** Where a VM's process finds things. */
  record Workplace(RunDirectory run, Datastores datastores) {}

  private void identity(VmId vm, VmSpec spec, Accelerator accelerator) {
    option("name", "guest=" + spec.name() + ",debug-threads=on");
    option("uuid", vm.toString());
    words.addAll(List.of("-nodefaults", "-no-user-config"));
    option("display", "none");
    option("sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
    option(
        "machine",
        spec.machine()
            + ",accel="
            + accelerator.name().toLowerCase(Locale.ROOT)
            + ",usb=off,dump-guest-core=off,suppress-vmdesc=on");
    option("cpu", spec.cpuModel());
    option("smp", "cpus=" + spec.cpus() + ",sockets=1,cores=" + spec.cpus() + ",threads=1");
    option("m", "size=" + spec.memory().bytes() / 1024 + "k");
    option("rtc", "base=utc");
  }

  private void monitors(RunDirectory run) {
    option("chardev", "socket,id=qmp,server=on,wait=off,path=" + escaped(run.qmpSocket()));
    option("mon", "chardev=qmp,mode=control");
    option("chardev", "file,id=console,append=on,path=" + escaped(run.consoleLog()));
    option("serial", "chardev:console");
    option("msg", "timestamp=on");
  }

  private void boot(Boot boot, Datastores datastores) {
    switch (boot) {
      case Boot.Firmware firmware -> option("boot", "strict=on");
      case Boot.Kernel kernel -> {
        option("kernel", datastores.existing(kernel.kernel()).toString());
        option("initrd", datastores.existing(kernel.initrd()).toString());
        option("append", kernel.commandLine());
      }
    }
  }

  private void disk(int index, DiskSpec disk, Datastores datastores) {
    String id = "disk" + index;
    Path file = datastores.existing(disk.file());
    option(
        "blockdev",
        "driver=file,node-name="
            + id
            + "-file,cache.direct="
            + (datastores.takesDirectIo(file) ? "on" : "off")
            + ",auto-read-only=off,discard=unmap,filename="
            + escaped(file));
    String format = disk.format() == DiskFormat.QCOW2 ? "qcow2" : "raw";
    option(
        "blockdev",
        "driver=" + format + ",node-name=" + id + ",file=" + id + "-file,discard=unmap");
    option(
        "device",
        "virtio-blk-pci,id="
            + id
            + "-dev,drive="
            + id
            + ",bootindex="
            + (index + 1)
            + address(FIRST_DISK_SLOT + index));
  }

  private void nic(int index, String tap, MacAddress mac) {
    String id = "net" + index;
    option("netdev", "tap,id=" + id + ",ifname=" + tap + ",script=no,downscript=no");
    option(
        "device",
        "virtio-net-pci,id="
            + id
            + "-dev,netdev="
            + id
            + ",mac="
            + mac
            + ",romfile="
            + address(FIRST_NIC_SLOT + index));
  }

  private static String address(int slot) {
    return ",bus=pcie.0,addr=0x" + Integer.toHexString(slot);
  }

  /** A path inside an option list: a comma is doubled. */
  private static String escaped(Path path) {
    return path.toString().replace(",", ",,");
  }

  private void option(String name, String value) {
    words.add("-" + name);
    words.add(value);
  }
}
