package io.godwit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.agent.HostFixture;
import io.godwit.agent.platform.Ports;
import io.godwit.model.host.Accelerator;
import io.godwit.model.migration.Compression;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.migration.Transport;
import io.godwit.model.vm.Generation;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tunnels come and go with the migrations that use them. Real ones, beside a fake QEMU. */
@Timeout(60)
final class TunnelledCopyTest {
  private static final MigrationId MIGRATION = new MigrationId("m1");
  private static final Generation SECOND = Generation.FIRST.next();
  private static final Transport TRANSPORT =
      new Transport(2, Compression.NONE, Postcopy.OFF, Secrecy.TUNNELLED);
  private static final TransferKey KEY = new TransferKey("5a".repeat(TransferKey.BYTES));

  @TempDir private Path directory;
  private HostFixture host;

  @BeforeEach
  void open() {
    host = new HostFixture(directory);
    assumeTrue(host.hasTunnels(), "needs the packages stunnel4 and socat");
  }

  @AfterEach
  void close() throws InterruptedException {
    host.close();
  }

  private Answer.Listening prepare() throws InterruptedException {
    return host.arrivals()
        .prepare(
            new Order.PrepareDestination(
                MIGRATION,
                HostFixture.VM,
                SECOND,
                HostFixture.SPEC,
                Accelerator.TCG,
                Duration.ofMinutes(1),
                TRANSPORT,
                KEY,
                List.of()));
  }

  private void start() throws InterruptedException {
    MigrationLimits limits = MigrationLimits.DEFAULT;
    host.departures()
        .start(
            new Order.StartSource(
                MIGRATION,
                HostFixture.VM,
                SECOND,
                "127.0.0.1",
                40000,
                limits,
                new Course(TRANSPORT, 0, false, limits.downtimeLimit()),
                KEY,
                List.of(),
                0));
  }

  @Test
  void theDestinationsWaitsThroughARestartOfTheAgentAndEndsWithTheArrival() throws Exception {
    Answer.Listening listening = prepare();
    assertThat(prepare()).isEqualTo(listening);
    host.restartAgent();
    assertThat(prepare()).isEqualTo(listening);
    assertThat(Ports.isListenedAt(listening.port())).isTrue();
    host.arrivals().abort(new Order.AbortDestination(MIGRATION, HostFixture.VM, SECOND));
    assertThat(host.secrets()).isEmpty();
  }

  @Test
  void theDestinationsEndsWhenTheGuestBelongsThere() throws Exception {
    prepare();
    host.qemu().completeMigration();
    host.arrivals().await(new Order.AwaitDestination(MIGRATION, HostFixture.VM, SECOND));
    assertThat(host.secrets()).containsExactly("m1-tunnel-in");
    host.arrivals().commit(new Order.CommitDestination(MIGRATION, HostFixture.VM, SECOND));
    assertThat(host.secrets()).isEmpty();
  }

  @Test
  void theSourcesEndsWhenTheGuestStays() throws Exception {
    host.running();
    start();
    assertThat(host.qemu().migrationUri()).startsWith("unix:" + directory);
    host.qemu().failMigration("Unable to write to socket: Broken pipe");
    host.departures().await(new Order.AwaitSource(MIGRATION, HostFixture.VM, SECOND));
    assertThat(host.secrets()).isEmpty();
  }

  /** What QEMU believes sent may still wait in it. */
  @Test
  void theSourcesOutlivesTheLastByteAndTheAgentAndEndsWithTheRelease() throws Exception {
    host.running();
    start();
    host.qemu().completeMigration();
    host.departures().await(new Order.AwaitSource(MIGRATION, HostFixture.VM, SECOND));
    host.restartAgent();
    assertThat(host.secrets()).containsExactly("m1-tunnel-out");
    host.departures().release(new Order.ReleaseSource(MIGRATION, HostFixture.VM, SECOND));
    assertThat(host.secrets()).isEmpty();
  }
}
