package io.godwit.model.vm;

import io.godwit.model.unit.DataSize;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a VM is made of.
 *
 * @param name what people call it
 * @param cpus virtual CPUs, 1 to 255
 * @param cpuModel a QEMU CPU model with optional features, as {@code max} or {@code qemu64,+aes}
 * @param memory 32 MiB to 16 TiB, whole MiB
 * @param machine the mainboard; versioned once the VM is defined
 * @param accelerator how it wants to run
 * @param boot what it starts from
 * @param disks at most 16, each file once
 * @param nics at most 8, each address once
 */
public record VmSpec(
    VmName name,
    int cpus,
    String cpuModel,
    DataSize memory,
    MachineType machine,
    AcceleratorChoice accelerator,
    Boot boot,
    List<DiskSpec> disks,
    List<NicSpec> nics) {
  public static final int MAX_CPUS = 255;
  public static final int MAX_DISKS = 16;
  public static final int MAX_NICS = 8;

  private static final DataSize MIN_MEMORY = DataSize.ofMebibytes(32);
  private static final DataSize MAX_MEMORY = DataSize.ofGibibytes(16 * 1024);
  private static final Pattern CPU_MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.,+=-]{0,255}");

  public VmSpec {
    disks = List.copyOf(disks);
    nics = List.copyOf(nics);
    require(cpus >= 1 && cpus <= MAX_CPUS, "a VM has 1 to " + MAX_CPUS + " CPUs, not " + cpus);
    require(
        CPU_MODEL.matcher(cpuModel).matches(),
        "a CPU model is a name with optional features, as max or qemu64,+aes");
    require(
        memory.compareTo(MIN_MEMORY) >= 0 && memory.compareTo(MAX_MEMORY) <= 0,
        "a VM has " + MIN_MEMORY + " to " + MAX_MEMORY + " of memory, not " + memory);
    require(
        memory.bytes() % DataSize.ofMebibytes(1).bytes() == 0,
        "a VM's memory is a whole number of MiB, not " + memory.bytes() + " B");
    require(disks.size() <= MAX_DISKS, "a VM has at most " + MAX_DISKS + " disks");
    require(nics.size() <= MAX_NICS, "a VM has at most " + MAX_NICS + " network cards");
    Set<DatastoreFile> files = new HashSet<>();
    disks.forEach(d -> require(files.add(d.file()), "disk " + d.file() + " is given twice"));
    Set<MacAddress> macs = new HashSet<>();
    nics.forEach(n -> require(macs.add(n.mac()), "MAC address " + n.mac() + " is given twice"));
    require(
        boot instanceof Boot.Kernel || !disks.isEmpty(),
        "a VM that boots from firmware needs a disk");
  }

  /** The same VM on another mainboard. */
  public VmSpec withMachine(MachineType other) {
    return new VmSpec(name, cpus, cpuModel, memory, other, accelerator, boot, disks, nics);
  }

  /** The same VM with its accelerator fixed. */
  public VmSpec withAccelerator(AcceleratorChoice other) {
    return new VmSpec(name, cpus, cpuModel, memory, machine, other, boot, disks, nics);
  }

  /** The same VM with its disks elsewhere. */
  public VmSpec withDisks(List<DiskSpec> others) {
    return new VmSpec(name, cpus, cpuModel, memory, machine, accelerator, boot, others, nics);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
