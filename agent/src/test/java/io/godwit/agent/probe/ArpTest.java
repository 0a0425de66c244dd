package io.godwit.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.vm.Ipv4Address;
import io.godwit.model.vm.MacAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class ArpTest {
  private static final MacAddress OWN = new MacAddress("02:00:00:00:00:03");
  private static final MacAddress VM = new MacAddress("52:54:00:00:00:07");
  private static final Ipv4Address ADDRESS = new Ipv4Address("192.0.2.7");

  @Test
  void aProbeClaimsNoAddress() {
    assertThat(HexFormat.of().formatHex(Arp.probe(OWN, VM, ADDRESS)))
        .isEqualTo(
            "525400000007" // to the VM alone
                + "020000000003"
                + "0806"
                + "00010800060400" // Ethernet and IPv4
                + "01" // a request
                + "020000000003"
                + "00000000" // by nobody
                + "000000000000"
                + "c0000207");
  }

  @Test
  void anAnswerIsTheVmsOwnAndForUs() {
    String answer =
        "020000000003"
            + "525400000007"
            + "0806"
            + "0001080006040002"
            + "525400000007"
            + "c0000207"
            + "020000000003"
            + "00000000";
    assertThat(isAnswer(answer)).isTrue();
    assertThat(isAnswer(answer.replaceFirst("020000000003", "ffffffffffff"))).isFalse();
    assertThat(isAnswer(answer.replace("c0000207", "c0000208"))).isFalse();
    assertThat(isAnswer(answer.replace("06040002525400000007", "06040002525400000008"))).isFalse();
    assertThat(isAnswer(answer.replace("06040002", "06040001"))).isFalse();
    assertThat(isAnswer(answer.substring(0, 60))).isFalse();
    assertThat(isAnswer("")).isFalse();
  }

  @Test
  void learnsFromWhatMachinesSend() {
    String request =
        "ffffffffffff"
            + "525400000007"
            + "0806"
            + "0001080006040001"
            + "525400000007"
            + "c0000207"
            + "000000000000"
            + "c0000201";
    assertThat(Arp.sighting(bytes(request))).contains(new Arp.Sighting(VM, ADDRESS));
    String packet =
        "020000000003"
            + "525400000007"
            + "0800"
            + "450000280000400040110000"
            + "c0000207"
            + "c0000201";
    assertThat(Arp.sighting(bytes(packet))).contains(new Arp.Sighting(VM, ADDRESS));
  }

  @Test
  void learnsNothingFromWhatTellsNothing() {
    String probe = HexFormat.of().formatHex(Arp.probe(VM, OWN, ADDRESS));
    assertThat(Arp.sighting(bytes(probe))).isEmpty();
    String fromNobody =
        "ffffffffffff" + "525400000007" + "0800" + "45".repeat(12) + "00000000".repeat(2);
    assertThat(Arp.sighting(bytes(fromNobody))).isEmpty();
    String version6 = "020000000003" + "525400000007" + "86dd" + "60".repeat(40);
    assertThat(Arp.sighting(bytes(version6))).isEmpty();
    assertThat(Arp.sighting(bytes("525400"))).isEmpty();
  }

  private static boolean isAnswer(String hex) {
    return Arp.isAnswer(bytes(hex), OWN, VM, ADDRESS);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
