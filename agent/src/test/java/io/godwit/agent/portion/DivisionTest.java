package io.godwit.agent.portion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Share;
import io.godwit.model.vm.VmId;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class DivisionTest {
  private final Map<VmId, Division.Contender> vms = new TreeMap<>();

  private static VmId vm(int number) {
    return new VmId(new UUID(0, number));
  }

  private DivisionTest with(int number, long kept, int weight) {
    Share cpu = new Share(kept, null, weight);
    vms.put(vm(number), new Division.Contender(2, new Resources(cpu, Share.DEFAULT)));
    return this;
  }

  /** The part of the host that a VM gets where all want everything. */
  private double part(int number, int cores) {
    Map<VmId, Division.Part> parts = Division.of(vms, cores);
    double all = parts.values().stream().mapToInt(Division.Part::shares).sum();
    return parts.get(vm(number)).shares() / all;
  }

  @Test
  void twiceTheSharesAreTwiceTheWeight() {
    with(1, 0, Share.LOW).with(2, 0, Share.NORMAL).with(3, 0, Share.HIGH);
    assertThat(part(2, 4)).isCloseTo(2 * part(1, 4), within(0.001));
    assertThat(part(3, 4)).isCloseTo(4 * part(1, 4), within(0.001));
  }

  @Test
  void whatIsReservedComesBeforeShares() {
    // Of two cores one is kept for the first, and its shares bring a ninth of the other.
    with(1, 100, 1000).with(2, 0, Share.HIGH);
    assertThat(part(1, 2)).isCloseTo((1 + 1 / 9.0) / 2, within(0.001));
  }

  @Test
  void everybodyHasWhatIsReservedHoweverManyWantEverything() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      vms.clear();
      int cores = random.nextInt(1, 65);
      long left = cores * 100L;
      int count = random.nextInt(1, 40);
      for (int i = 0; i < count; i++) {
        long kept = random.nextInt(3) == 0 ? random.nextLong(left + 1) : 0;
        left -= kept;
        with(i, kept, random.nextInt(1, 20_000));
      }
      for (int i = 0; i < count; i++) {
        double kept = vms.get(vm(i)).resources().cpu().reservation() / 100.0;
        // The kernel's weights are whole numbers.
        assertThat(part(i, cores) * cores)
            .as("round %d, VM %d of %s", round, i, vms)
            .isGreaterThan(kept * 0.98 - 0.02 * cores);
      }
    }
  }

  @Test
  void aLimitIsPartOfAPeriod() {
    Share cpu = new Share(0, 150L, Share.NORMAL);
    vms.put(vm(1), new Division.Contender(4, new Resources(cpu, Share.DEFAULT)));
    with(2, 0, Share.NORMAL);
    Map<VmId, Division.Part> parts = Division.of(vms, 4);
    assertThat(parts.get(vm(1)).quotaUs()).isEqualTo(150_000);
    assertThat(parts.get(vm(2)).quotaUs()).as("no limit").isEqualTo(-1);
  }

  @Test
  void allTogetherWeighWhatTheirProcessorsWould() {
    with(1, 0, Share.NORMAL).with(2, 0, Share.NORMAL);
    assertThat(Division.sharesOfAll(vms)).isEqualTo(4 * 1024);
  }
}
