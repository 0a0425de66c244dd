package io.godwit.lab.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.protocol.json.Json;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MainTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private FakeGuest guest;
  private Main client;

  @BeforeEach
  void begin() throws Exception {
    guest = new FakeGuest();
    client = new Main(InetAddress.getLoopbackAddress(), 0, guest.basePort());
    assertThat(client.answer("await 5000")).contains(FakeGuest.BOOT_ID);
    assertThat(client.answer("start")).isEqualTo("{}");
  }

  @AfterEach
  void end() throws Exception {
    client.close();
    guest.close();
  }

  private ClientReport reportOnce(Predicate<ClientReport> holds) throws InterruptedException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (true) {
      ClientReport report = Json.LENIENT.readValue(client.answer("report"), ClientReport.class);
      if (holds.test(report)) {
        return report;
      }
      assertThat(System.nanoTime()).as("%s", report).isLessThan(end);
      Thread.sleep(5);
    }
  }

  @Test
  void countsAnswersOverOneConnection() throws Exception {
    ClientReport report = reportOnce(r -> r.counter().answers() > 5);
    assertThat(report.counter().survived()).isTrue();
  }

  @Test
  void aCounterThatGoesBackIsAFinding() throws Exception {
    reportOnce(r -> r.counter().answers() > 5);
    guest.counter.set(0);
    assertThat(reportOnce(r -> r.counter().problem() != null).counter().problem())
        .contains("the counter went from");
  }

  @Test
  void aConnectionThatEndsIsAFinding() throws Exception {
    reportOnce(r -> r.counter().answers() > 0);
    guest.close();
    assertThat(reportOnce(r -> r.counter().problem() != null).counter().survived()).isFalse();
  }

  @Test
  void collectsAcknowledgements() throws Exception {
    guest.acknowledge(41);
    guest.acknowledge(42);
    ClientReport report = reportOnce(r -> r.acks().last() == 42);
    assertThat(report.acks().acknowledged()).isEqualTo(2);
    guest.acknowledge(44);
    assertThat(reportOnce(r -> r.acks().problem() != null).acks().problem()).contains("44");
  }

  @Test
  void noticesTwoSendersOnTheWire() throws Exception {
    int port = client.heartbeatPort();
    guest.beat(port, 1, 1, 100);
    guest.beat(port, 1, 2, 200);
    guest.beat(port, 1, 2, 150);
    assertThat(reportOnce(r -> r.whole().received() == 3).whole().oneSender()).isFalse();
  }

  @Test
  void saysWhatTheGuestRefuses() {
    assertThat(client.answer("ask nonsense")).startsWith("{\"error\"").contains("unknown command");
    assertThat(client.answer("verify")).contains("\"pagesWrong\":1");
  }
}
