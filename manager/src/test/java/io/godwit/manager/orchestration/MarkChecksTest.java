package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.CheckReport;
import io.godwit.model.migration.CheckVerdict;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.StoreMark;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.agent.Order;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a datastore that two hosts call shared. */
@Timeout(60)
final class MarkChecksTest {
  private Bench bench;
  private FakeAgent h1;
  private FakeAgent h2;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench();
    h1 = bench.host("h1").connect();
    h2 = bench.host("h2").connect();
    bench.running("web", h1);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private CheckReport report() throws InterruptedException {
    return bench
        .orchestration
        .migrations()
        .check(new VmName("web"), h2.host(), MigrationLimits.DEFAULT, DiskWish.SHARED_ONLY)
        .report();
  }

  private static CheckItem item(CheckReport report) {
    List<CheckItem> found =
        report.items().stream().filter(item -> item.check() == Check.SAME_DATASTORE).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private void assertMarkRemoved() {
    await().until(() -> !h1.orders(Order.RemoveMark.class).isEmpty());
    assertThat(h1.orders(Order.RemoveMark.class).getLast().mark())
        .isEqualTo(h1.orders(Order.WriteMark.class).getLast().mark());
  }

  @Test
  void aDatastoreThatBothSeeIsProvenAndTheMarkGoes() throws Exception {
    CheckItem item = item(report());
    assertThat(item.verdict()).isEqualTo(CheckVerdict.PASS);
    assertThat(item.subject()).isEqualTo("shared");
    assertThat(item.found()).isEqualTo("what h1 wrote was found on h2");
    StoreMark mark = h1.orders(Order.WriteMark.class).getFirst().mark();
    assertThat(mark.datastore()).isEqualTo(new DatastoreName("shared"));
    assertThat(mark.name()).isNotEqualTo(mark.content());
    assertThat(h2.orders(Order.FindMark.class).getFirst().mark()).isEqualTo(mark);
    assertMarkRemoved();
  }

  @Test
  void twoDatastoresOfOneNameAreRefused() throws Exception {
    h2.fails(Order.FindMark.class, ErrorCode.DISK_NOT_SHARED);
    CheckReport report = report();
    assertThat(item(report).found()).isEqualTo("two of one name");
    assertThat(report.refusals())
        .extracting(Problem::code)
        .containsExactly(ErrorCode.DISK_NOT_SHARED);
    assertMarkRemoved();
    Bench.refuses(ErrorCode.DISK_NOT_SHARED, () -> bench.begin("web", h2));
    assertThat(h2.orders(Order.PrepareDestination.class)).isEmpty();
  }

  @Test
  void whatCannotBeProvenIsAWarning() throws Exception {
    h1.fails(Order.WriteMark.class, ErrorCode.HOST_SETUP_FAILED);
    assertThat(item(report()).verdict()).isEqualTo(CheckVerdict.WARNING);
    assertThat(h2.orders(Order.FindMark.class)).isEmpty();
    assertMarkRemoved();
    bench.migrate("web", h2);
    assertThat(bench.vm("web").right().home()).isEqualTo(h2.host());
  }
}
