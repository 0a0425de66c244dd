package io.godwit.lab.demo;

import io.godwit.lab.LabOptions;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import org.jspecify.annotations.Nullable;

/**
 * What the demo is like.
 *
 * @param hosts how many hosts; the guest is moved from each to the next
 * @param managers how many managers; one of several is killed in the middle of a migration
 * @param link rate of the management links; unlimited if not given
 * @param memory of the guest
 * @param fillMib what it fills of it
 * @param rateMibPerSecond how fast it rewrites that
 * @param accelerator {@code tcg}, {@code kvm} or {@code auto}
 */
public record DemoOptions(
    int hosts,
    int managers,
    @Nullable DataRate link,
    DataSize memory,
    long fillMib,
    long rateMibPerSecond,
    String accelerator) {
  /** Left to the guest's kernel, its initial file system and its workload. */
  private static final long GUEST_HEADROOM_MIB = 160;

  public DemoOptions {
    if (hosts < 2 || hosts > 8) {
      throw new IllegalArgumentException("the demo takes 2 to 8 hosts, not " + hosts);
    }
    if (managers < 1 || managers > 5 || managers % 2 == 0) {
      throw new IllegalArgumentException(
          "the demo takes 1, 3 or 5 managers, not "
              + managers
              + ": an even one more helps nothing");
    }
    if (memory.toMebibytes() < fillMib + GUEST_HEADROOM_MIB) {
      throw new IllegalArgumentException(
          "a guest that fills "
              + fillMib
              + " MiB needs "
              + (fillMib + GUEST_HEADROOM_MIB)
              + " MiB of memory, not "
              + memory);
    }
  }

  /** The data center it takes place in. */
  public LabOptions lab() {
    DataSize room = memory.plus(DataSize.ofMebibytes(256));
    return LabOptions.ofHosts(hosts)
        .withManagers(managers)
        .withLink(link)
        .withAccelerator(accelerator)
        .withHosts(host -> host.withMemory(room));
  }
}
