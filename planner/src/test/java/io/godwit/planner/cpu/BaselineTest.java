package io.godwit.planner.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.model.host.Accelerator;
import io.godwit.model.host.CpuSupport;
import io.godwit.model.host.HostId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BaselineTest {
  private static final CpuSupport OLD = support("aes sse4.2", "Nehalem Westmere qemu64");
  private static final CpuSupport NEW =
      support("aes avx avx2 sse4.2", "Haswell Nehalem Westmere qemu64");
  private static final CpuSupport OTHER = support("avx sse4.2", "Nehalem Opteron_G1 qemu64");

  private static CpuSupport support(String features, String models) {
    return new CpuSupport(
        Accelerator.KVM, List.of(features.split(" ")), List.of(models.split(" ")));
  }

  private static Baseline of(CpuSupport... hosts) {
    TreeMap<HostId, CpuSupport> all = new TreeMap<>();
    for (int i = 0; i < hosts.length; i++) {
      all.put(new HostId("h" + (i + 1)), hosts[i]);
    }
    return Baseline.of(Accelerator.KVM, all);
  }

  private static Baseline.Member member(int number, List<String> features, String model) {
    return new Baseline.Member(new HostId("h" + number), features, model);
  }

  @Test
  void oneHostIsItsOwnBaselineAndCostsNothing() {
    Baseline baseline = of(NEW);
    assertThat(baseline.features()).containsExactly("aes", "avx", "avx2", "sse4.2");
    assertThat(baseline.model()).isEqualTo("Haswell");
    assertThat(baseline.members()).containsExactly(member(1, List.of(), null));
  }

  @Test
  void theOldestCostsWhatTheOthersHave() {
    Baseline baseline = of(NEW, OLD, NEW);
    assertThat(baseline.features()).containsExactly("aes", "sse4.2");
    assertThat(baseline.model()).isEqualTo("Westmere");
    assertThat(baseline.members())
        .containsExactly(
            member(1, List.of(), null),
            member(2, List.of("avx", "avx2"), "Haswell"),
            member(3, List.of(), null));
  }

  @Test
  void whatTwoLackNeitherCostsAlone() {
    Baseline baseline = of(NEW, OLD, OLD);
    assertThat(baseline.members()).allSatisfy(m -> assertThat(m.features()).isEmpty());
  }

  @Test
  void eachOfTwoCostsWhatTheOtherHas() {
    Baseline baseline = of(OLD, OTHER);
    assertThat(baseline.features()).containsExactly("sse4.2");
    assertThat(baseline.model()).isEqualTo("Nehalem");
    assertThat(baseline.members())
        .containsExactly(member(1, List.of("avx"), null), member(2, List.of("aes"), "Westmere"));
  }

  @Test
  void hostsWithoutACommonModelHaveNone() {
    Baseline baseline = of(support("aes", "Nehalem"), support("aes", "EPYC homegrown"));
    assertThat(baseline.model()).isNull();
    assertThat(of(support("aes", "homegrown")).model()).as("nobody knows how old it is").isNull();
  }

  @Test
  void noHostsHaveNone() {
    assertThatThrownBy(BaselineTest::of).isInstanceOf(IllegalArgumentException.class);
  }

  /** Whoever the hosts are: nothing is in it that one lacks, and a cost is what its name says. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isWhatAllHaveAndACostIsWhatOneAloneLacks(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeMap<HostId, CpuSupport> hosts = new TreeMap<>();
    for (int i = 0; i < 2 + random.nextInt(6); i++) {
      List<String> features = new ArrayList<>();
      for (char name = 'a'; name <= 'p'; name++) {
        if (random.nextInt(4) > 0) {
          features.add(String.valueOf(name));
        }
      }
      hosts.put(new HostId("h" + i), new CpuSupport(Accelerator.TCG, features, List.of()));
    }
    Baseline baseline = Baseline.of(Accelerator.TCG, hosts);
    for (char letter = 'a'; letter <= 'p'; letter++) {
      String name = String.valueOf(letter);
      TreeSet<HostId> lacking = new TreeSet<>();
      hosts.forEach((host, has) -> {
        if (!has.features().contains(name)) {
          lacking.add(host);
        }
      });
      assertThat(baseline.features().contains(name))
          .as("seed %s, %s", seed, name)
          .isEqualTo(lacking.isEmpty());
      for (Baseline.Member member : baseline.members()) {
        assertThat(member.features().contains(name))
            .as("seed %s, %s at %s", seed, name, member.host())
            .isEqualTo(lacking.size() == 1 && lacking.contains(member.host()));
      }
    }
  }
}
