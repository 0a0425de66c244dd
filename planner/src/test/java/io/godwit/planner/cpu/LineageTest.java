package io.godwit.planner.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LineageTest {
  @Test
  void theNewestIsOfTheYoungestProcessor() {
    assertThat(Lineage.newest(List.of("qemu64", "Westmere", "Nehalem"))).contains("Westmere");
    assertThat(Lineage.newest(List.of("EPYC", "Haswell"))).contains("EPYC");
    assertThat(Lineage.newest(List.of("Skylake-Server", "EPYC-Rome"))).contains("EPYC-Rome");
  }

  @Test
  void whatNobodyKnowsIsNobodysNewest() {
    assertThat(Lineage.newest(List.of("max", "base", "qemu32"))).isEmpty();
  }
}
