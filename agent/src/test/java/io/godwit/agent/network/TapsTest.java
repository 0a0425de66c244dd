package io.godwit.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.agent.HostFixture;
import io.godwit.agent.platform.Commands;
import io.godwit.agent.platform.FakeCommands;
import io.godwit.agent.platform.VmUser;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.NetworkName;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.NicSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class TapsTest {
  private static final List<NicSpec> NICS =
      List.of(new NicSpec(new NetworkName("lan"), MacAddress.ofTail(1)));

  @Test
  void namesFitTheKernel() {
    assertThat(Taps.name(HostFixture.VM, 7)).hasSizeLessThanOrEqualTo(15).endsWith("7");
  }

  @Test
  void makesAPortOfTheNetworksBridgeForTheVmsUser() throws InterruptedException {
    FakeCommands commands = new FakeCommands(command -> new Commands.Outcome(0, ""));
    taps(commands).create(HostFixture.VM, NICS);
    assertThat(commands.inputs().getLast()).contains("user 4711", "master br-lan up");
  }

  @Test
  void leavesNothingBehindWhenTheKernelRefuses() {
    FakeCommands commands =
        new FakeCommands(command ->
            command.contains("-force")
                ? new Commands.Outcome(0, "")
                : new Commands.Outcome(1, "RTNETLINK answers: No such device"));
    assertThatThrownBy(() -> taps(commands).create(HostFixture.VM, NICS))
        .isInstanceOfSatisfying(
            GodwitException.class,
            e -> assertThat(e.problem().detail()).contains("No such device"));
    assertThat(commands.inputs().getLast()).startsWith("link delete");
  }

  @Test
  void refusesANetworkThisHostDoesNotHave() {
    Taps taps = taps(new FakeCommands(command -> new Commands.Outcome(0, "")));
    assertThatThrownBy(
            () -> taps.check(List.of(new NicSpec(new NetworkName("dmz"), MacAddress.ofTail(1)))))
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NETWORK_UNKNOWN));
  }

  private static Taps taps(Commands commands) {
    return new Taps(
        commands,
        new TreeMap<>(Map.of(new NetworkName("lan"), "br-lan")),
        new Overlays(new TreeSet<>(), "10.0.0.1", commands),
        new VmUser(VmUser.Mode.SWITCHED, 4711, "a test"));
  }
}
