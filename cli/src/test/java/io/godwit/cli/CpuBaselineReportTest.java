package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.protocol.api.CpuBaselineView;
import io.godwit.protocol.api.CpuBaselineView.OfAccelerator;
import io.godwit.protocol.api.CpuBaselineView.OfMember;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CpuBaselineReportTest {
  @Test
  void saysWhatAllHaveAndWhoCostsWhat() {
    OfAccelerator kvm =
        new OfAccelerator(
            "KVM",
            "Westmere",
            List.of("aes", "sse4.2"),
            List.of(
                new OfMember("h1", List.of(), null),
                new OfMember("h2", List.of("avx", "avx2"), "Haswell")));
    OfAccelerator tcg =
        new OfAccelerator(
            "TCG", null, List.of("aes"), List.of(new OfMember("h1", List.of(), null)));
    assertThat(
            CpuBaselineReport.lines(
                new CpuBaselineView("default", List.of(kvm, tcg), List.of("h3"))))
        .containsExactly(
            "on KVM: CPU model Westmere, 2 features",
            "  aes sse4.2",
            "HOST  COSTS     MODEL WITHOUT IT",
            "h1    -         -",
            "h2    avx avx2  Haswell",
            "",
            "on TCG: CPU model -, 1 features",
            "  aes",
            "HOST  COSTS  MODEL WITHOUT IT",
            "h1    -      -",
            "",
            "left out, they do not say: h3");
  }

  @Test
  void aClusterWithoutHostsHasNone() {
    assertThat(CpuBaselineReport.lines(new CpuBaselineView("hall2", List.of(), List.of())))
        .containsExactly("no host of hall2 says what it can give");
  }
}
