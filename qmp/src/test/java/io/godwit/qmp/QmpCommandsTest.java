package io.godwit.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.godwit.model.host.QemuVersion;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Units, schema and the form on the wire. */
class QmpCommandsTest {
  private static final QmpSchema QEMU_7 = schema(7, 2);
  private static final QmpSchema QEMU_10 = schema(10, 0);

  @Test
  void parametersAreSentInQemusUnitsAndOnlyIfSet() {
    MigrationParameters parameters =
        MigrationParameters.NONE
            .withMaxBandwidth(DataRate.ofMebibytesPerSecond(1_000))
            .withDowntimeLimit(Duration.ofNanos(80_000_001))
            .withAnnounce(
                new AnnounceTimes(
                    Duration.ofMillis(10), Duration.ofMillis(200), 8, Duration.ofMillis(20)))
            .withMultifdChannels(4)
            .withXbzrleCacheSize(DataSize.ofMebibytes(64));
    assertThat(QmpCommands.migrateSetParameters(parameters).arguments().toString())
        .isEqualTo(
            "{\"max-bandwidth\":1048576000,\"downtime-limit\":81,\"announce-initial\":10,"
                + "\"announce-max\":200,\"announce-rounds\":8,\"announce-step\":20,"
                + "\"multifd-channels\":4,\"xbzrle-cache-size\":67108864}");
  }

  @Test
  void capabilitiesKeepTheirOrder() {
    Map<String, Boolean> states = new LinkedHashMap<>();
    states.put("multifd", true);
    states.put("events", false);
    assertThat(QmpCommands.migrateSetCapabilities(states).arguments().toString())
        .isEqualTo(
            "{\"capabilities\":[{\"capability\":\"multifd\",\"state\":true},"
                + "{\"capability\":\"events\",\"state\":false}]}");
  }

  @Test
  void aCommandIsOneLine() {
    byte[] line =
        QmpCodec.encode("execute", "migrate", QmpCommands.migrate("tcp:a:1\n").arguments(), 5);
    assertThat(new String(line, StandardCharsets.UTF_8))
        .isEqualTo("{\"execute\":\"migrate\",\"arguments\":{\"uri\":\"tcp:a:1\\n\"},\"id\":5}\n");
  }

  @Test
  void whatAnOlderBinaryLacksIsNamed() {
    MigrationParameters parameters =
        MigrationParameters.NONE
            .withAvailableSwitchoverBandwidth(DataRate.ofMebibytesPerSecond(100))
            .withMultifdChannels(2);
    assertThat(QEMU_10.supports(parameters)).isTrue();
    assertThat(QEMU_7.supports(parameters)).isFalse();
    assertThat(QmpCommands.migrateSetParameters(parameters).missingFrom(QEMU_7))
        .containsExactly("the migration parameter 'avail-switchover-bandwidth'");
    assertThat(parameters.knownTo(QEMU_7))
        .isEqualTo(MigrationParameters.NONE.withMultifdChannels(2));
    assertThat(QmpCommands.migrateSetCapabilities(Map.of("mapped-ram", true)).missingFrom(QEMU_7))
        .containsExactly("the migration capability 'mapped-ram'");
    assertThat(QmpCommands.migrateSetCapabilities(Map.of("mapped-ram", true)).missingFrom(QEMU_10))
        .isEmpty();
  }

  @Test
  void theSchemaTellsCommandsEventsAndMembers() {
    assertThat(QEMU_7.hasCommand("migrate")).isTrue();
    assertThat(QEMU_7.hasCommand("MIGRATION")).isFalse();
    assertThat(QEMU_7.hasEvent("MIGRATION")).isTrue();
    assertThat(QEMU_7.hasMember("migrate", "channels")).isFalse();
    assertThat(QEMU_10.hasMember("migrate", "channels")).isTrue();
    assertThat(QEMU_10.members("unheard-of")).isEmpty();
    assertThat(QEMU_10.values("migrate", "uri", "deeper")).isEmpty();
    assertThat(QEMU_10.allowsOutOfBand("migrate-recover")).isTrue();
    assertThat(QEMU_10.allowsOutOfBand("migrate")).isFalse();
  }

  @Test
  void migrationStatisticsArriveInTypes() throws Exception {
    MigrationInfo info =
        QmpCommands.queryMigrate()
            .read(
                returned(
                    "{\"status\":\"postcopy-active\",\"total-time\":1500,\"expected-downtime\":300,"
                        + "\"setup-time\":7,\"cpu-throttle-percentage\":20,"
                        + "\"blocked-reasons\":[\"a\"],\"error-desc\":\"b\","
                        + "\"ram\":{\"transferred\":1048576,\"remaining\":5,\"total\":1090527232,"
                        + "\"mbps\":943.2,\"dirty-pages-rate\":100,\"page-size\":4096,"
                        + "\"dirty-sync-count\":3,\"normal\":12,\"normal-bytes\":49152,"
                        + "\"duplicate\":9,\"precopy-bytes\":-4}}"));
    assertThat(info.status()).isEqualTo(MigrationStatus.POSTCOPY_ACTIVE);
    assertThat(info.totalTime()).isEqualTo(Duration.ofMillis(1_500));
    assertThat(info.downtime()).isNull();
    assertThat(info.blockedReasons()).containsExactly("a");
    RamStats ram = info.ram();
    assertThat(ram.transferred()).isEqualTo(DataSize.ofMebibytes(1));
    assertThat(ram.throughput()).isEqualTo(DataRate.ofBytesPerSecond(117_900_000));
    assertThat(ram.dirtyRate()).isEqualTo(DataRate.ofBytesPerSecond(409_600));
    assertThat(ram.precopy()).isEqualTo(DataSize.ZERO);
    assertThat(QmpCommands.queryMigrate().read(returned("{}")).status())
        .isEqualTo(MigrationStatus.NONE);
  }

  @Test
  void timestampsKeepTheirMicroseconds() throws Exception {
    String line =
        "{\"timestamp\":{\"seconds\":1763767506,\"microseconds\":123456},\"event\":\"STOP\"}";
    assertThat(QmpCodec.decode(line.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            new QmpMessage.Event(
                new QmpEvent.Stop(Instant.ofEpochSecond(1_763_767_506, 123_456_000))));
  }

  @Test
  void everyStateKeepsItsName() {
    for (MigrationStatus status : MigrationStatus.values()) {
      assertThat(MigrationStatus.fromQmp(status.qmpName())).isEqualTo(status);
    }
    for (RunState state : RunState.values()) {
      assertThat(RunState.fromQmp(state.qmpName())).isEqualTo(state);
    }
    assertThat(MigrationStatus.PRE_SWITCHOVER.qmpName()).isEqualTo("pre-switchover");
    assertThat(MigrationStatus.fromQmp("brand-new")).isEqualTo(MigrationStatus.UNKNOWN);
  }

  @Test
  void impossibleTimesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MigrationParameters.NONE.withDowntimeLimit(Duration.ofMillis(-1)));
  }

  private static JsonNode returned(String json) throws Exception {
    return QmpCodec.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static QmpSchema schema(int major, int minor) {
    return QmpSchema.fromQmp(FakeSchema.of(new QemuVersion(major, minor, 0)));
  }
}
