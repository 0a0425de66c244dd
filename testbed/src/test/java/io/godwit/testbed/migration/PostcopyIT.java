package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.lab.network.Wire;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.DecisionView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A guest writes faster than the link carries, and goes ahead of its memory. */
@NeedsLab
@Timeout(300)
final class PostcopyIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(2));

  /** Slower than the guest writes. */
  private static final DataRate LINK = DataRate.ofMegabitsPerSecond(160);

  /** Longer than a guest that waits for a page is left alone with it. */
  private static final Duration OUTAGE = Duration.ofSeconds(8);

  /** The phase is recorded before the source is told; the guest has left when this is over. */
  private static final Duration LEAVING = Duration.ofMillis(1500);

  @Test
  void aGuestThatWouldNeverArriveGoesAhead() throws InterruptedException, IOException {
    LiveGuest guest = writing("eager", 31);
    MigrationView ended = CENTER.awaitEnd(begin("eager"));
    assertArrivedAhead(ended);
    guest.assertUnharmed();
    CENTER.assertRunsOnlyOn("eager", "h2");
    System.out.printf(
        "post-copy: %.0f ms in all, downtime %.1f ms, %d bytes%n",
        ended.result().totalMs(), ended.result().downtimeMs(), ended.result().transferredBytes());
  }

  @Test
  void aLinkThatBreaksMeanwhileIsMadeAgain() throws InterruptedException, IOException {
    LiveGuest guest = writing("torn", 32);
    String id = begin("torn");
    awaitAhead(id);
    Thread.sleep(LEAVING);
    CENTER.host("h2").cut(Wire.MANAGEMENT);
    Thread.sleep(OUTAGE);
    CENTER.host("h2").restore(Wire.MANAGEMENT);
    MigrationView ended = CENTER.awaitEnd(id);
    assertArrivedAhead(ended);
    assertThat(ended.decisions())
        .extracting(DecisionView::text)
        .anyMatch(text -> text.startsWith("connected again"));
    guest.assertUnharmed();
    CENTER.assertRunsOnlyOn("torn", "h2");
  }

  @Test
  void agentsThatDieMeanwhileAreNotNeeded() throws InterruptedException, IOException {
    LiveGuest guest = writing("alone", 33);
    String id = begin("alone");
    awaitAhead(id);
    CENTER.host("h1").killAgent();
    CENTER.host("h2").killAgent();
    CENTER.host("h1").startAgent();
    CENTER.host("h2").startAgent();
    assertArrivedAhead(CENTER.awaitEnd(id));
    guest.assertUnharmed();
    CENTER.assertRunsOnlyOn("alone", "h2");
  }

  private static LiveGuest writing(String name, int number) throws InterruptedException {
    return CENTER.boot(
        GuestSpec.of(name, "h1", number)
            .withMemory(DataSize.ofMebibytes(256))
            .withLoad(128, 60, "random"));
  }

  private static String begin(String vm) throws InterruptedException {
    CENTER.lab().topology().limit(LINK);
    MigrateRequest wish =
        new MigrateRequest(
            "h2", null, null, null, null, Boolean.TRUE, null, null, null, null, null);
    return CENTER.api().migrate(vm, wish).id();
  }

  private static void awaitAhead(String id) {
    TestCenter.soon("post-copy")
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> CENTER.api().migration(id),
            view -> view.phase().equals("POSTCOPY") || view.state().hasEnded());
    assertThat(CENTER.api().migration(id).state()).isEqualTo(MigrationView.State.RUNNING);
  }

  private static void assertArrivedAhead(MigrationView ended) {
    assertThat(ended.state()).as("%s", ended.problem()).isEqualTo(MigrationView.State.COMPLETED);
    assertThat(ended.decisions())
        .extracting(DecisionView::text)
        .anyMatch(text -> text.contains("ahead of its memory"));
  }
}
