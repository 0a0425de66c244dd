package io.godwit.model.telemetry;

/**
 * How the host's processors spent the interval, in processors: 1.5 is one and a half of them all
 * the time. The kernel counts a guest's time as user time, too; here it is in {@code guestCores}
 * only, so that the parts add up to the number of processors.
 *
 * @param userCores programs other than guests
 * @param systemCores the kernel for programs
 * @param guestCores virtual processors of guests on KVM
 * @param interruptCores interrupts
 * @param stealCores wanted by this host and given to others, where it is a guest itself
 * @param waitCores idle while something waited for a disk
 * @param idleCores nothing to do
 */
public record CpuUse(
    double userCores,
    double systemCores,
    double guestCores,
    double interruptCores,
    double stealCores,
    double waitCores,
    double idleCores) {
  public static final CpuUse ZERO = new CpuUse(0, 0, 0, 0, 0, 0, 0);

  public CpuUse {
    Amounts.require("userCores", userCores);
    Amounts.require("systemCores", systemCores);
    Amounts.require("guestCores", guestCores);
    Amounts.require("interruptCores", interruptCores);
    Amounts.require("stealCores", stealCores);
    Amounts.require("waitCores", waitCores);
    Amounts.require("idleCores", idleCores);
  }

  /** What was worked; steal and both kinds of idleness are not in it. */
  public double usedCores() {
    return userCores + systemCores + guestCores + interruptCores;
  }
}
