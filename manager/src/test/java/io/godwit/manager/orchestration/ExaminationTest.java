package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.migration.Compression;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MemoryFacts;
import io.godwit.model.migration.MemoryFacts.Dirtied;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.SecrecyPolicy;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a migration is expected to be, from what the agents say. It would go from h1 to h2. */
@Timeout(60)
final class ExaminationTest {
  private static final DataSize MEMORY = DataSize.ofGibibytes(4);
  private static final DataSize USED = DataSize.ofGibibytes(2);

  private Bench bench;
  private FakeAgent destination;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    destination = bench.host("h2").connect();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private FakeAgent running(QemuVersion qemu) throws Exception {
    FakeAgent h1 = bench.host("h1").describe(of(qemu)).connect();
    bench.running("web", h1);
    return h1;
  }

  private static UnaryOperator<HostDescription> of(QemuVersion qemu) {
    return h ->
        new HostDescription(
            h.id(),
            h.agentVersion(),
            h.kernel(),
            h.cpus(),
            h.memory(),
            h.accelerator(),
            qemu,
            h.machineTypes(),
            h.vmUser(),
            h.migrationAddress(),
            h.datastores(),
            h.networks(),
            h.transport(),
            h.processors());
  }

  private static HostDescription withTunnel(HostDescription host) {
    return host.withTransport(host.transportOrNone().withTunnel(true));
  }

  /** A guest that rewrites so much in a second, and whose pages pack to a fifth. */
  private static Answer rewriting(long mebibytes) {
    List<Dirtied> dirtied =
        List.of(
            new Dirtied(Duration.ofMillis(250), DataSize.ofMebibytes(mebibytes / 4)),
            new Dirtied(Duration.ofSeconds(1), DataSize.ofMebibytes(mebibytes)));
    return new Answer.Memory(
        new MemoryFacts(Instant.now(), MEMORY, USED, DataSize.ZERO, dirtied, 0.2, null));
  }

  private MigrationCheck check(SecrecyPolicy secrecy) throws InterruptedException {
    return check(MigrationLimits.DEFAULT.withSecrecy(secrecy));
  }

  private MigrationCheck check(MigrationLimits limits) throws InterruptedException {
    return bench
        .orchestration
        .migrations()
        .check(new VmName("web"), destination.host(), limits, DiskWish.SHARED_ONLY);
  }

  private static boolean isOfNow(@Nullable Duration oldest) {
    return oldest != null && oldest.compareTo(Duration.ofSeconds(10)) < 0;
  }

  private static Transport transport(MigrationCheck check) {
    return Objects.requireNonNull(check.forecast()).course().transport();
  }

  @Test
  void goesEncryptedOverOneConnectionWhereQemuWouldEndWithTheCopy() throws Exception {
    running(new QemuVersion(10, 0, 2)).on(Order.DescribeMemory.class, _ -> rewriting(4));
    MigrationCheck encrypted = check(SecrecyPolicy.PREFERRED);
    assertThat(transport(encrypted).secrecy()).isEqualTo(Secrecy.ENCRYPTED);
    assertThat(transport(encrypted).isMultifd()).isFalse();
    assertThat(encrypted.ways())
        .contains(
            "encrypted copies go over one connection: QEMU 10.0.2 may end, and the guest with it,"
                + " when one over several breaks off");
    MigrationCheck clear = check(SecrecyPolicy.OFF);
    assertThat(transport(clear).compression()).isEqualTo(Compression.ZSTD);
    assertThat(clear.ways()).noneMatch(line -> line.contains("one connection"));
  }

  @Test
  void goesEncryptedOverSeveralWhereQemuBearsIt() throws Exception {
    running(new QemuVersion(10, 2, 0)).on(Order.DescribeMemory.class, _ -> rewriting(4));
    assertThat(transport(check(SecrecyPolicy.PREFERRED)).compression()).isEqualTo(Compression.ZSTD);
  }

  @Test
  void goesByATunnelOverSeveralWhereBothHostsHaveOne() throws Exception {
    destination = bench.host("h3").describe(ExaminationTest::withTunnel).connect();
    FakeAgent h1 = bench.host("h1").describe(ExaminationTest::withTunnel).connect();
    bench.running("web", h1);
    h1.on(Order.DescribeMemory.class, _ -> rewriting(4));
    Transport preferred = transport(check(SecrecyPolicy.PREFERRED));
    assertThat(preferred.secrecy()).isEqualTo(Secrecy.TUNNELLED);
    assertThat(preferred.compression()).isEqualTo(Compression.ZSTD);
    assertThat(transport(check(SecrecyPolicy.OFF)).secrecy()).isEqualTo(Secrecy.CLEAR);
    MigrationLimits ahead = MigrationLimits.DEFAULT.withPostcopy(PostcopyPolicy.ALLOWED);
    assertThat(transport(check(ahead)).secrecy()).isEqualTo(Secrecy.ENCRYPTED);
  }

  @Test
  void looksAgainBeforeItRefusesAGuestThatHasJustBooted() throws Exception {
    FakeAgent h1 = running(new QemuVersion(10, 0, 2));
    h1.on(
        Order.DescribeMemory.class,
        order -> rewriting(isOfNow(((Order.DescribeMemory) order).oldest()) ? 4 : 1000));
    assertThat(check(SecrecyPolicy.PREFERRED).report().refusals()).isEmpty();
    bench.migrate("web", destination);
    assertThat(bench.vm("web").right().home()).isEqualTo(destination.host());
  }

  @Test
  void refusesWhatIsStillSoWhenItHasLookedAgain() throws Exception {
    FakeAgent h1 = running(new QemuVersion(10, 0, 2));
    h1.on(Order.DescribeMemory.class, _ -> rewriting(1000));
    Bench.refuses(ErrorCode.BUDGET_UNMET, () -> bench.begin("web", destination));
    assertThat(h1.orders(Order.DescribeMemory.class))
        .extracting(order -> isOfNow(order.oldest()))
        .containsExactly(false, true);
    assertThat(h1.orders(Order.MeasurePath.class)).hasSize(1);
  }
}
