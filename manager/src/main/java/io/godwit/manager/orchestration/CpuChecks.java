package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.HostEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.CpuSupport;
import io.godwit.model.migration.Check;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Whether a host has all of the processor that a guest was given. Pure. */
final class CpuChecks {
  /** Who lacks one generation lacks dozens; the first say which. */
  private static final int NAMED = 4;

  private CpuChecks() {}

  /**
   * @param given to the guest by the host it is on; empty if that does not say
   */
  static void addTo(
      CheckList list,
      Trip trip,
      Accelerator accelerator,
      Optional<List<String>> given,
      HostEntry destination) {
    Optional<CpuSupport> offered = destination.description().cpu(accelerator);
    String model = trip.vm().spec().cpuModel();
    if (given.isEmpty() || offered.isEmpty()) {
      String silent = (given.isEmpty() ? trip.home() : trip.to()).toString();
      list.check(Check.CPU, model + " on " + accelerator, "unknown: " + silent + " does not say")
          .warns(
              "Whether "
                  + trip.to()
                  + " has the processor that VM "
                  + trip.vm().name()
                  + " was given cannot be told: "
                  + silent
                  + " does not say.",
              "Bring its agent and its QEMU up to date, or compare the two hosts' processors.");
      return;
    }
    TreeSet<String> missing = new TreeSet<>(given.get());
    offered.get().features().forEach(missing::remove);
    String needed = given.get().size() + " features of " + model + " on " + accelerator;
    if (missing.isEmpty()) {
      list.check(Check.CPU, needed, "all of them").passes();
      return;
    }
    list.check(Check.CPU, needed, "all but " + some(missing))
        .refuses(
            ErrorCode.CPU_UNSUPPORTED,
            "VM "
                + trip.vm().name()
                + " was given "
                + some(missing)
                + " by "
                + trip.home()
                + ", which "
                + trip.to()
                + " cannot give on "
                + accelerator
                + "; a guest whose processor loses what it uses crashes.",
            "Name a host that has all of it, or define the VM with a CPU model that all hosts have:"
                + " 'godwit cluster cpu-baseline' names one.");
  }

  private static String some(SortedSet<String> names) {
    List<String> first = names.stream().limit(NAMED).toList();
    int more = names.size() - first.size();
    return String.join(", ", first) + (more == 0 ? "" : " and " + more + " more");
  }
}
