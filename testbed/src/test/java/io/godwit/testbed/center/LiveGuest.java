package io.godwit.testbed.center;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.lab.Guest;
import io.godwit.lab.client.Client;
import io.godwit.lab.client.ClientReport;
import io.godwit.lab.client.DiskRecords;
import io.godwit.lab.client.GuestStatus;
import java.io.IOException;

/**
 * A guest that serves, and the client that watches it from outside.
 *
 * @param bootId tells this run of the guest's kernel from any other
 */
public record LiveGuest(Guest guest, Client client, String bootId) {
  public String name() {
    return guest.name();
  }

  /**
   * Fails if the guest, its memory, its disk or its connections show any trace of what was done.
   */
  public ClientReport assertUnharmed() throws IOException {
    GuestStatus status = client.status();
    assertThat(status.bootId()).as("boot id").isEqualTo(bootId);
    assertThat(client.verify().pagesWrong()).as("wrong pages").isZero();
    assertThat(client.verify().recordsWrong()).as("wrong records, read by the guest").isZero();
    ClientReport report = client.report();
    assertThat(report.counter().problem()).as("TCP session").isNull();
    assertThat(report.counter().survived()).as("TCP session").isTrue();
    assertThat(report.whole().oneSender()).as("one sender in %s", report.whole()).isTrue();
    assertThat(report.acks().problem()).as("acknowledgements").isNull();
    if (guest.spec().load().recordsPerSecond() > 0) {
      assertThat(report.acks().acknowledged()).as("acknowledged records").isPositive();
      assertThat(
              DiskRecords.lost(guest.disk(), bootId, report.acks().first(), report.acks().last()))
          .as("acknowledged records that are not on the disk, of %s", report.acks())
          .isZero();
    }
    return report;
  }
}
