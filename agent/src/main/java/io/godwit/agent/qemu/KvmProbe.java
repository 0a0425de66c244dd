package io.godwit.agent.qemu;

import io.godwit.agent.platform.Commands;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Proves that KVM runs a 64-bit guest before a VM is trusted to it.
 *
 * <p>That {@code /dev/kvm} exists and takes a VM says nothing: on some nested hosts a 64-bit guest
 * then hangs for ever, or runs slower than in software. So a guest of 512 bytes is booted, first in
 * emulation, then on KVM. It builds page tables, enters long mode, computes, runs CPUID and writes
 * to QEMU's debug port, which ends QEMU with a status of its own. KVM is taken if the guest gets
 * there in no more than twice emulation's time and a second; real hardware needs a third of it.
 */
public final class KvmProbe {

  /** A loaded machine boots the probe in emulation in a second or two. */
  private static final Duration EMULATION_DEADLINE = Duration.ofSeconds(20);

  /** The guest writes 0x2a to isa-debug-exit; QEMU ends with twice that plus one. */
  private static final int PROVEN = 0x2a * 2 + 1;

  /** SeaBIOS boots no disk smaller than a cylinder. */
  private static final int IMAGE_BYTES = 1024 * 1024;

  /**
   * The boot sector's code:
   *
   * <pre>
   *   .code16   cli; ds=es=ss=0; sp=0x7c00
   *             clear 0x1000..0x3fff; PML4[0]=0x2003; PDPT[0]=0x3003; PD[0]=0x83 (2 MiB at 0)
   *             CR4.PAE=1; CR3=0x1000; EFER.LME=1; CR0.PG=CR0.PE=1; lgdt; ljmp 8:long
   *   .code64   long: rax=0x9e3779b97f4a7c15; 100,000 times: imul rax,rax; rol 13; inc
   *             rdtsc; cpuid; al=0x2a; out 0xf4,al; hlt
   *   gdt:      null; 64-bit code
   * </pre>
   */
  private static final String CODE =
      "fa31c08ed88ec08ed0bc007cbf0010b90018f3abc70600100320c7060020"
          + "0330c706003083000f20e06683c8200f22e066b8001000000f22d866b980"
          + "0000c00f32660d000100000f300f20c0660d010000800f22c00f0116987c"
          + "ea5f7c080048b8157c4a7fb979379eb9a0860100480fafc048c1c00d48ff"
          + "c0e2f30f310fa2b02ae6f4f4ebfd6690000000000000000000000000009a"
          + "20000f00887c0000";

  private final Commands commands;
  private final Path qemu;

  private final Path device;

  /**
   * @param device where the kernel offers KVM
   */
  public KvmProbe(Commands commands, Path qemu, Path device) {
    this.commands = commands;
    this.qemu = qemu;
    this.device = device;
  }

  /** Whether the device is there and may be opened; a verdict holds only while it is. */
  boolean isOffered() {
    return Files.isReadable(device) && Files.isWritable(device);
  }

  /**
   * Decides what {@code auto} means. Takes up to a few seconds where KVM is bad.
   *
   * @param directory where a small image may be written for that long
   */
  public AcceleratorVerdict decide(Path directory) throws InterruptedException {
    if (!isOffered()) {
      return new AcceleratorVerdict(
          Accelerator.TCG,
          Files.exists(device) ? "/dev/kvm may not be opened" : "there is no /dev/kvm");
    }
    Path image = directory.resolve("kvm-probe.img");
    try {
      Files.write(image, image());
      Duration emulated = boot(image, Accelerator.TCG, EMULATION_DEADLINE);
      Duration limit = emulated.multipliedBy(2).plusSeconds(1);
      return verdict(image, emulated, limit);
    } catch (IOException unwritable) {
      return new AcceleratorVerdict(
          Accelerator.TCG, "the probe's image could not be written: " + unwritable.getMessage());
    } catch (GodwitException broken) {
      return new AcceleratorVerdict(
          Accelerator.TCG, "the probe did not run even in emulation: " + broken.problem().detail());
    } finally {
      image.toFile().delete();
    }
  }

  private AcceleratorVerdict verdict(Path image, Duration emulated, Duration limit)
      throws InterruptedException {
    try {
      Duration real = boot(image, Accelerator.KVM, limit);
      return new AcceleratorVerdict(
          Accelerator.KVM, "a 64-bit guest answered on /dev/kvm in " + real.toMillis() + " ms");
    } catch (GodwitException hung) {
      return new AcceleratorVerdict(
          Accelerator.TCG,
          "a 64-bit guest did not answer on /dev/kvm in "
              + limit.toMillis()
              + " ms, and in "
              + emulated.toMillis()
              + " ms in emulation");
    }
  }

  private Duration boot(Path image, Accelerator accelerator, Duration deadline)
      throws InterruptedException {
    long start = System.nanoTime();
    Commands.Outcome outcome = commands.run(command(image, accelerator), "", deadline);
    if (outcome.status() != PROVEN) {
      throw new GodwitException(
          io.godwit.model.error.ErrorCode.HOST_SETUP_FAILED,
          "QEMU ended with " + outcome.status() + ": " + outcome.output().strip() + ".",
          "Check the QEMU this agent is configured with.");
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private List<String> command(Path image, Accelerator accelerator) {
    return List.of(
        qemu.toString(),
        "-nodefaults",
        "-no-user-config",
        "-display",
        "none",
        "-machine",
        "q35,accel=" + accelerator.name().toLowerCase(Locale.ROOT),
        "-m",
        "16",
        "-device",
        "isa-debug-exit,iobase=0xf4,iosize=4",
        "-blockdev",
        "driver=raw,node-name=probe,file.driver=file,file.filename=" + image,
        "-device",
        "virtio-blk-pci,drive=probe,bootindex=1");
  }

  static byte[] image() {
    byte[] image = new byte[IMAGE_BYTES];
    byte[] code = HexFormat.of().parseHex(CODE);
    System.arraycopy(code, 0, image, 0, code.length);
    image[510] = 0x55;
    image[511] = (byte) 0xaa;
    return image;
  }
}
