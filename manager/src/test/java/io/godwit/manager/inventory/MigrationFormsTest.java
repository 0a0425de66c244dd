package io.godwit.manager.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.entity.Entities;
import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.UnreadableState;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.migration.SecrecyPolicy;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataRate;
import io.godwit.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MigrationFormsTest {
  @Test
  void nobodyHadMeasuredABlackoutBeforeTheThirdForm() throws UnreadableState {
    String second =
        """
        {"kind":"migration","schema":2,"body":{"id":"m8","vm":"4ea0f5c8-2a0c-4f6a-9a52-0c5dbd0d7e11",
         "name":"web","source":"h1","destination":"h2",
         "limits":{"downtimeLimit":300000000,"bandwidth":5,"deadline":3600000000000,
          "maxSlowdown":0,"postcopy":"FORBIDDEN","secrecy":"OFF"},
         "transport":%s,
         "acceptedAt":"2026-01-01T00:00:00Z",
         "origin":{"actor":"root","from":"127.0.0.1","correlation":null},
         "state":{"type":"Completed","generation":2,"at":"2026-01-01T00:00:01Z",
          "result":{"total":9,"downtime":3,"qemuDowntime":2,"copy":5,"transferred":7,"rounds":2}}}}
        """
            .formatted(Json.LENIENT.writeValueAsString(Transport.PLAIN));
    Entities<HardState>.Reading reading =
        new Entities<>(HardState.EMPTY, HardState.kinds()).reading();
    reading.add(new EntityKey("migration", "m8"), second.getBytes(StandardCharsets.UTF_8));
    Migration read = reading.state().found("m8").orElseThrow();
    assertThat(read.state())
        .isInstanceOfSatisfying(
            MigrationState.Completed.class,
            completed -> {
              assertThat(completed.result().rounds()).isEqualTo(2);
              assertThat(completed.result().blackout()).isNull();
            });
  }

  @Test
  void aMigrationOfTheFirstFormHadThePlainTransport() throws UnreadableState {
    String first =
        """
        {"kind":"migration","schema":1,"body":{"id":"m7","vm":"4ea0f5c8-2a0c-4f6a-9a52-0c5dbd0d7e11",
         "name":"web","source":"h1","destination":"h2",
         "limits":{"downtimeLimit":300000000,"bandwidth":5,"deadline":3600000000000},
         "acceptedAt":"2026-01-01T00:00:00Z",
         "origin":{"actor":"root","from":"127.0.0.1","correlation":null},
         "state":{"type":"Cancelled","phase":"PRECOPY","at":"2026-01-01T00:00:01Z",
          "problem":{"code":"MIGRATION_CANCELLED","detail":"d","next":"n"}}}}
        """;
    Entities<HardState>.Reading reading =
        new Entities<>(HardState.EMPTY, HardState.kinds()).reading();
    reading.add(new EntityKey("migration", "m7"), first.getBytes(StandardCharsets.UTF_8));
    Migration read = reading.state().found("m7").orElseThrow();
    assertThat(read.course())
        .isEqualTo(new Course(Transport.PLAIN, 0, false, Duration.ofMillis(300)));
    assertThat(read.decisions()).isEmpty();
    assertThat(read.begunAt()).isEqualTo(read.acceptedAt());
    assertThat(read.copies()).isEmpty();
    assertThat(read.limits())
        .isEqualTo(
            new MigrationLimits(
                Duration.ofMillis(300),
                new DataRate(5),
                Duration.ofHours(1),
                0,
                PostcopyPolicy.FORBIDDEN,
                SecrecyPolicy.OFF));
  }
}
