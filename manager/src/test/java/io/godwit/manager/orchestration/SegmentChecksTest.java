package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.CheckVerdict;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a network that two hosts call by one name. */
@Timeout(60)
final class SegmentChecksTest {
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

  private List<CheckItem> items(Check check) throws InterruptedException {
    return bench
        .orchestration
        .migrations()
        .check(new VmName("web"), h2.host(), MigrationLimits.DEFAULT, DiskWish.SHARED_ONLY)
        .report()
        .items()
        .stream()
        .filter(item -> item.check() == check)
        .toList();
  }

  private CheckItem item(Check check) throws InterruptedException {
    List<CheckItem> found = items(check);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private MacAddress word() {
    return h1.orders(Order.CallSegment.class).getLast().word();
  }

  @Test
  void theDestinationHearsWhatTheSourceCalls() throws Exception {
    CheckItem segment = item(Check.SEGMENT);
    assertThat(segment.verdict()).isEqualTo(CheckVerdict.PASS);
    assertThat(segment.subject()).isEqualTo("lan");
    assertThat(segment.needed()).isEqualTo("h2 hears h1");
    assertThat(item(Check.NETWORK_MTU).verdict()).isEqualTo(CheckVerdict.PASS);
    Order.CallSegment called = h1.orders(Order.CallSegment.class).getFirst();
    assertThat(h2.orders(Order.ListenSegment.class).getFirst().word()).isEqualTo(called.word());
    assertThat(h2.orders(Order.EndSegment.class).getFirst().word()).isEqualTo(called.word());
    assertThat(called.word()).as("a new one each time").isNotEqualTo(word());
  }

  @Test
  void warnsOfTwoNetworksOfOneName() throws Exception {
    h2.on(Order.EndSegment.class, _ -> new Answer.SegmentHeard(false, 1500));
    assertThat(item(Check.SEGMENT).verdict()).isEqualTo(CheckVerdict.WARNING);
    bench.migrate("web", h2);
    assertThat(bench.vm("web").right().home()).isEqualTo(h2.host());
  }

  @Test
  void warnsWhereTheDestinationTakesSmallerPackets() throws Exception {
    h2.on(Order.EndSegment.class, _ -> new Answer.SegmentHeard(true, 1400));
    CheckItem mtu = item(Check.NETWORK_MTU);
    assertThat(mtu.verdict()).isEqualTo(CheckVerdict.WARNING);
    assertThat(mtu.needed()).isEqualTo("1500 or more");
    assertThat(mtu.found()).isEqualTo("1400");
    h2.on(Order.EndSegment.class, _ -> new Answer.SegmentHeard(true, 9000));
    assertThat(item(Check.NETWORK_MTU).verdict()).isEqualTo(CheckVerdict.PASS);
  }

  @Test
  void whatCouldNotBeTriedSpeaksAgainstNothing() throws Exception {
    h2.fails(Order.ListenSegment.class, ErrorCode.HOST_SETUP_FAILED);
    CheckItem segment = item(Check.SEGMENT);
    assertThat(segment.verdict()).isEqualTo(CheckVerdict.WARNING);
    assertThat(segment.found()).isEqualTo("not tried: host-setup-failed");
    assertThat(items(Check.NETWORK_MTU)).isEmpty();
    assertThat(h1.orders(Order.CallSegment.class)).isEmpty();
  }
}
