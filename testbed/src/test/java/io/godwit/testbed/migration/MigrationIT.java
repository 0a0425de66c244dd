package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.lab.Guest;
import io.godwit.lab.GuestSpec;
import io.godwit.lab.Lab;
import io.godwit.lab.LabOptions;
import io.godwit.lab.client.Client;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class MigrationIT {
  @Test
  void aBusyGuestMovesAndNobodyNotices() throws InterruptedException {
    try (Lab lab = Lab.start(LabOptions.ofHosts(2))) {
      Guest guest = lab.createGuest(GuestSpec.of("web-1", "h1", 10));
      try (Client client = lab.client(guest)) {
        lab.api().startVm("web-1");
        client.awaitServing(Duration.ofSeconds(60));
        client.begin();
        MigrationView accepted =
            lab.api().migrate("web-1", new MigrateRequest("h2", null, null, null));
        MigrationView ended = lab.api().watch(accepted.id(), view -> {});
        assertThat(ended.state()).isEqualTo(MigrationView.State.COMPLETED);
        assertThat(client.verify().pagesWrong()).isZero();
        assertThat(client.report().counter().survived()).isTrue();
        assertThat(lab.api().vm("web-1").host()).isEqualTo("h2");
      }
    }
  }
}
