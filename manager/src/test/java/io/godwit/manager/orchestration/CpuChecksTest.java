package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.CpuSupport;
import io.godwit.model.host.HostDescription;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.CheckReport;
import io.godwit.model.migration.CheckVerdict;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the processor that a guest was given. It runs software-emulated on h1. */
@Timeout(60)
final class CpuChecksTest {
  private Bench bench;
  private FakeAgent h1;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    bench.running("web", h1);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private static UnaryOperator<HostDescription> with(@Nullable List<CpuSupport> processors) {
    return h ->
        new HostDescription(
            h.id(),
            h.agentVersion(),
            h.kernel(),
            h.cpus(),
            h.memory(),
            h.accelerator(),
            h.qemuVersion(),
            h.machineTypes(),
            h.vmUser(),
            h.migrationAddress(),
            h.datastores(),
            h.networks(),
            h.transport(),
            processors);
  }

  private static CpuSupport support(Accelerator accelerator, String... features) {
    return new CpuSupport(accelerator, List.of(features), List.of());
  }

  private FakeAgent h2(@Nullable List<CpuSupport> processors) throws InterruptedException {
    return bench.host("h2").describe(with(processors)).connect();
  }

  private CheckReport report(FakeAgent to) throws InterruptedException {
    return bench
        .orchestration
        .migrations()
        .check(new VmName("web"), to.host(), MigrationLimits.DEFAULT, DiskWish.SHARED_ONLY)
        .report();
  }

  private CheckItem item(FakeAgent to) throws InterruptedException {
    List<CheckItem> found =
        report(to).items().stream().filter(item -> item.check() == Check.CPU).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private void given(String... features) {
    h1.on(Order.DescribeCpu.class, order -> new Answer.Cpu(List.of(features)));
  }

  @Test
  void aHostThatHasMoreWillDo() throws Exception {
    given("aes", "sse4.2");
    CheckItem item = item(h2(List.of(support(Accelerator.TCG, "aes", "avx", "sse4.2"))));
    assertThat(item.verdict()).isEqualTo(CheckVerdict.PASS);
    assertThat(item.needed()).isEqualTo("2 features of max on TCG");
    assertThat(item.found()).isEqualTo("all of them");
  }

  @Test
  void refusesAHostThatLacksSomethingAndNamesIt() throws Exception {
    given("aes", "avx", "avx2", "bmi1", "bmi2", "fma", "sse4.2");
    FakeAgent h2 = h2(List.of(support(Accelerator.TCG, "sse4.2")));
    CheckItem item = item(h2);
    assertThat(item.found()).isEqualTo("all but aes, avx, avx2, bmi1 and 2 more");
    assertThat(report(h2).refusals())
        .extracting(Problem::code)
        .containsExactly(ErrorCode.CPU_UNSUPPORTED);
    Bench.refuses(ErrorCode.CPU_UNSUPPORTED, () -> bench.begin("web", h2));
    assertThat(h2.orders(Order.PrepareDestination.class)).isEmpty();
  }

  @Test
  void comparesTheAcceleratorThatTheGuestRunsOn() throws Exception {
    given("aes");
    FakeAgent h2 = h2(List.of(support(Accelerator.KVM, "aes"), support(Accelerator.TCG, "sse4.2")));
    assertThat(item(h2).verdict()).isEqualTo(CheckVerdict.REFUSAL);
  }

  @Test
  void warnsWhereNobodySays() throws Exception {
    given("aes");
    FakeAgent h2 = h2(null);
    assertThat(item(h2).verdict()).isEqualTo(CheckVerdict.WARNING);
    assertThat(item(h2).found()).isEqualTo("unknown: h2 does not say");
    h1.on(Order.DescribeCpu.class, order -> new Answer.Cpu(null));
    assertThat(item(h2).found()).isEqualTo("unknown: h1 does not say");
    h1.fails(Order.DescribeCpu.class, ErrorCode.QMP_COMMAND_FAILED);
    assertThat(item(h2).found()).isEqualTo("unknown: h1 does not say");
    bench.migrate("web", h2);
    assertThat(bench.vm("web").right().home()).isEqualTo(h2.host());
  }
}
