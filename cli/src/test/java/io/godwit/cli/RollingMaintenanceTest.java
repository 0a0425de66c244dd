package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import io.godwit.protocol.api.MaintenanceView;
import io.godwit.protocol.api.MaintenanceView.Stage;
import io.godwit.protocol.api.RollingView;
import io.godwit.protocol.api.RollingView.BatchView;
import io.godwit.protocol.api.RollingView.BlockedView;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class RollingMaintenanceTest {
  private static final String PLAN = "POST /api/v1/clusters/c1/rolling-maintenance";

  private final CommandFixture godwit = new CommandFixture();

  @AfterEach
  void stop() {
    godwit.close();
  }

  private static MaintenanceView host(String name, Stage stage) {
    return new MaintenanceView(
        name, stage, null, null, List.of(), List.of(), 0, null, null, List.of());
  }

  private void is(String name, Stage stage) {
    godwit.manager.says("GET /api/v1/hosts/" + name + "/maintenance", host(name, stage));
  }

  private void plans(BatchView... batches) {
    godwit.manager.says(PLAN, new RollingView("c1", List.of(batches), List.of()));
  }

  private static BatchView batch(String... hosts) {
    return new BatchView(List.of(hosts), 3, 42_000);
  }

  /** The class's timeout ends it. */
  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(10);
    }
  }

  @Test
  void showsThePlanAndEmptiesNothing() {
    plans(batch("h2", "h3"), batch("h1"));
    assertThat(godwit.run("cluster", "maintenance", "c1", "--batch", "2", "--plan")).isZero();
    assertThat(godwit.out()).contains("h2,h3").contains("42.0 s");
    assertThat(godwit.manager.requests).containsExactly(PLAN + " {\"batch\":2,\"hosts\":null}");
  }

  @Test
  void goesOnWithTheNextWhenThoseBeforeAreBack() throws InterruptedException {
    plans(batch("h2"), batch("h1"));
    for (String name : List.of("h1", "h2")) {
      godwit.manager.says(
          "POST /api/v1/hosts/" + name + "/maintenance", host(name, Stage.EVACUATING));
      is(name, Stage.EMPTY);
    }
    AtomicInteger status = new AtomicInteger(-1);
    Thread command =
        Thread.ofVirtual().start(() -> status.set(godwit.run("cluster", "maintenance", "c1")));
    await(() -> godwit.err().contains("h2 is ready"));
    assertThat(godwit.manager.requests).noneMatch(each -> each.startsWith("POST /api/v1/hosts/h1"));
    plans(batch("h1"));
    is("h2", Stage.IN_SERVICE);
    await(() -> godwit.err().contains("h1 is ready"));
    is("h1", Stage.IN_SERVICE);
    command.join();
    assertThat(status.get()).isZero();
    assertThat(godwit.err()).contains("all hosts of cluster c1 have had their turn");
    assertThat(godwit.manager.requests)
        .filteredOn(each -> each.startsWith("POST /api/v1/hosts"))
        .extracting(each -> each.split(" ", -1)[1])
        .containsExactly("/api/v1/hosts/h2/maintenance", "/api/v1/hosts/h1/maintenance");
  }

  @Test
  void beginsNothingIfAHostCannotBeEmptied() {
    godwit.manager.says(
        PLAN,
        new RollingView(
            "c1",
            List.of(batch("h2")),
            List.of(new BlockedView("h1", List.of("no host has room for web")))));
    assertThat(godwit.run("cluster", "maintenance", "c1"))
        .isEqualTo(ErrorCode.EVACUATION_BLOCKED.exitStatus());
    assertThat(godwit.err()).contains("h1 cannot be emptied: no host has room for web");
    assertThat(godwit.manager.requests).hasSize(1);
  }
}
