package io.godwit.manager.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each driver against something that answers as its counterpart does. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class PowerSwitchesTest {
  private static final HostId H1 = new HostId("h1");
  private static final String SECRET = "wolkig mit Aufheiterungen";

  @TempDir private Path folder;
  private Path password;

  @BeforeEach
  void keepASecret() throws IOException {
    password = Files.writeString(folder.resolve("password"), SECRET + "\n");
  }

  private PowerSwitches file(String text) throws IOException {
    return file(text, "ipmitool");
  }

  private PowerSwitches file(String text, String ipmitool) throws IOException {
    return new PowerSwitches(
        Optional.of(Files.writeString(folder.resolve("power.yaml"), text)), ipmitool);
  }

  private Path script(String name, String body) throws IOException {
    Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private static GodwitException refused(ThrowingCallable call) {
    GodwitException refused = catchThrowableOfType(GodwitException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.getMessage()).doesNotContain(SECRET);
    return refused;
  }

  private PowerSwitch ipmi(String tool) throws IOException {
    return file(
            """
            hosts:
              h1: {driver: ipmi, address: "10.0.9.11:6230", user: godwit, passwordFile: %s}
            """
                .formatted(password),
            tool)
        .require(H1);
  }

  @Test
  void ipmiToldByToolAndThePasswordIsOnNoCommandLine() throws Exception {
    Path seen = folder.resolve("seen");
    Path tool =
        script(
            "ipmitool",
            """
            printf '%%s\\n' "$*" "$IPMI_PASSWORD" >> %s
            for last; do :; done
            [ "$last" != status ] || echo "Chassis Power is on"
            """
                .formatted(seen));
    PowerSwitch ipmi = ipmi(tool.toString());
    assertThat(ipmi.state()).isEqualTo(PowerState.ON);
    ipmi.on();
    ipmi.off();
    String to = "-I lanplus -H 10.0.9.11 -p 6230 -U godwit -E chassis power ";
    assertThat(Files.readAllLines(seen))
        .containsExactly(to + "status", SECRET, to + "on", SECRET, to + "soft", SECRET);
    assertThat(ipmi.description()).isEqualTo("ipmi at 10.0.9.11:6230");
  }

  @Test
  void ipmiSaysWhatItsToolSaid() throws Exception {
    Path tool = script("ipmitool", "echo 'Error: Unable to establish session' >&2; exit 1\n");
    GodwitException failed = refused(() -> ipmi(tool.toString()).on());
    assertThat(failed.code()).isEqualTo(ErrorCode.POWER_SWITCH_FAILED);
    assertThat(failed.problem().detail())
        .contains("switch h1 on by ipmi at 10.0.9.11:6230", "status 1", "Unable to establish");
    Path odd = script("odd", "echo 'Chassis Power is dim'\n");
    assertThat(refused(() -> ipmi(odd.toString()).state()).problem().detail())
        .contains("neither on nor off");
    failed = refused(() -> ipmi(folder.resolve("absent").toString()).state());
    assertThat(failed.problem().detail()).contains("cannot be run");
  }

  @Test
  void aProgramIsEndedWhenItsTimeIsUp() throws Exception {
    Path slow = script("slow", "sleep 609\n");
    CommandSwitch command = new CommandSwitch(H1, slow, Duration.ofMillis(300));
    assertThat(refused(command::on).problem().detail()).contains("was not done after");
    await("the end of what it started")
        .untilAsserted(() ->
            assertThat(ProcessHandle.allProcesses().map(ProcessHandle::info))
                .noneMatch(info -> info.commandLine().orElse("").contains("sleep 609")));
  }

  @Test
  void aCommandOfTheAdministratorsSwitches() throws Exception {
    Path state = Files.writeString(folder.resolve("state.h1"), "on\n");
    Path program =
        script(
            "switch",
            """
            case $1 in status) cat %1$s/state.$2;; *) echo $1 > %1$s/state.$2;; esac
            """
                .formatted(folder));
    PowerSwitch command =
        file("hosts: {h1: {driver: command, program: %s}}\n".formatted(program)).require(H1);
    assertThat(command.state()).isEqualTo(PowerState.ON);
    command.off();
    assertThat(Files.readString(state)).isEqualTo("off\n");
    assertThat(command.state()).isEqualTo(PowerState.OFF);
    command.on();
    assertThat(command.state()).isEqualTo(PowerState.ON);
    Files.writeString(state, "perhaps\n");
    assertThat(refused(command::state).problem().detail()).contains("'perhaps'");
  }

  @Test
  void wakeOnLanSendsTheMagicPacketAndCannotSwitchOff() throws Exception {
    try (DatagramSocket listener = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(10_000);
      PowerSwitch wake =
          file("""
          hosts:
            h1: {driver: wake-on-lan, mac: "52:54:00:ab:cd:ef", broadcast: "127.0.0.1:%d"}
          """
                  .formatted(listener.getLocalPort()))
              .require(H1);
      wake.on();
      DatagramPacket packet = new DatagramPacket(new byte[200], 200);
      listener.receive(packet);
      String hex = HexFormat.of().formatHex(Arrays.copyOf(packet.getData(), packet.getLength()));
      assertThat(hex).isEqualTo("ff".repeat(6) + "525400abcdef".repeat(16));
      assertThat(wake.state()).isEqualTo(PowerState.UNKNOWN);
      assertThat(wake.offRefusal()).isNotEmpty();
      assertThat(refused(wake::off).code()).isEqualTo(ErrorCode.POWER_OFF_UNSUPPORTED);
    }
  }

  /** A controller with one system. */
  private final class Controller implements AutoCloseable {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final HttpsServer server;
    private final String digest;
    private volatile String power = "On";

    Controller() throws Exception {
      Path keys = folder.resolve("keys.p12");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-keyalg",
                  "EC",
                  "-alias",
                  "bmc",
                  "-dname",
                  "CN=bmc",
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  "changeit",
                  "-keystore",
                  keys.toString())
              .redirectErrorStream(true)
              .start();
      assertThat(keytool.waitFor()).isZero();
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(keys)) {
        store.load(in, "changeit".toCharArray());
      }
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, "changeit".toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      digest =
          HexFormat.ofDelimiter(":")
              .withUpperCase()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(store.getCertificate("bmc").getEncoded()));
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      server.createContext(
          "/redfish/v1/Systems",
          exchange -> {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            String secret = exchange.getRequestHeaders().getFirst("Authorization");
            boolean known =
                ("Basic "
                        + Base64.getEncoder()
                            .encodeToString(("root:" + SECRET).getBytes(StandardCharsets.UTF_8)))
                    .equals(secret);
            byte[] answer =
                (exchange.getRequestURI().getPath().equals("/redfish/v1/Systems")
                        ? "{\"Members\": [{\"@odata.id\": \"/redfish/v1/Systems/1\"}]}"
                        : ("{\"PowerState\": \"%s\", \"Actions\": {\"#ComputerSystem.Reset\":"
                                + " {\"target\": \"/redfish/v1/Systems/1/Actions/Reset\"}}}")
                            .formatted(power))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 401, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
    }

    PowerSwitch driver(String user, String certificate) throws IOException {
      return file("""
      hosts:
        h1: {driver: redfish, address: "127.0.0.1:%d", user: %s, passwordFile: %s%s}
      """
              .formatted(server.getAddress().getPort(), user, password, certificate))
          .require(H1);
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @Test
  void redfishResetsTheOneSystemOfAControllerItKnows() throws Exception {
    try (Controller controller = new Controller()) {
      PowerSwitch redfish =
          controller.driver("root", ", certificate: \"" + controller.digest + "\"");
      assertThat(redfish.state()).isEqualTo(PowerState.ON);
      controller.power = "PoweringOff";
      assertThat(redfish.state()).isEqualTo(PowerState.ON);
      controller.power = "Off";
      assertThat(redfish.state()).isEqualTo(PowerState.OFF);
      controller.seen.clear();
      redfish.on();
      redfish.off();
      assertThat(controller.seen)
          .contains(
              "POST /redfish/v1/Systems/1/Actions/Reset {\"ResetType\":\"On\"}",
              "POST /redfish/v1/Systems/1/Actions/Reset {\"ResetType\":\"GracefulShutdown\"}");
    }
  }

  @Test
  void redfishSendsNoPasswordToAStranger() throws Exception {
    try (Controller controller = new Controller()) {
      GodwitException failed = refused(() -> controller.driver("root", "").on());
      assertThat(failed.code()).isEqualTo(ErrorCode.POWER_SWITCH_FAILED);
      assertThat(failed.problem().detail())
          .as("what to write down once it was compared")
          .contains("not trusted", controller.digest.replace(":", "").toLowerCase(Locale.ROOT));
      String other = ", certificate: \"" + "ab".repeat(32) + "\"";
      assertThat(refused(() -> controller.driver("root", other).on()).problem().detail())
          .contains("not trusted");
      assertThat(controller.seen).isEmpty();
    }
  }

  @Test
  void redfishSaysThatALoginIsRefused() throws Exception {
    try (Controller controller = new Controller()) {
      PowerSwitch redfish =
          controller.driver("nobody", ", certificate: \"" + controller.digest + "\"");
      assertThat(refused(redfish::state).problem().detail()).contains("status 401");
    }
    PowerSwitch nobody =
        file("""
        hosts:
          h1: {driver: redfish, address: "127.0.0.1:1", user: root, passwordFile: %s}
        """
                .formatted(password))
            .require(H1);
    assertThat(refused(nobody::state).code()).isEqualTo(ErrorCode.POWER_SWITCH_FAILED);
  }

  @Test
  void aPasswordThatIsNotThereIsSaid() throws Exception {
    PowerSwitch ipmi = ipmi("ipmitool");
    Files.delete(password);
    assertThat(refused(ipmi::on).problem().detail()).contains("password file", "cannot be read");
  }

  @Test
  void theFileIsReadAnewAndRefusedWhole() throws Exception {
    PowerSwitches switches = file("interval: 30s\npatience: 2m\n");
    assertThat(switches.interval()).hasSeconds(30);
    assertThat(switches.patience()).hasMinutes(2);
    assertThat(refused(() -> switches.require(H1)).code())
        .isEqualTo(ErrorCode.POWER_NOT_CONFIGURED);
    file("hosts: {h1: {driver: wake-on-lan, mac: '52:54:00:ab:cd:ef'}}\n");
    assertThat(switches.of(H1)).isPresent();
    for (String wrong :
        List.of(
            "intervall: 5m",
            "interval: soon",
            "hosts: {h1: {driver: magic}}",
            "hosts: {h1: {driver: wake-on-lan, mac: '52:54'}}",
            "hosts: {h1: {driver: ipmi, address: '-H', user: u, passwordFile: p}}",
            "hosts: {h1: {driver: ipmi, address: a, user: '-E', passwordFile: p}}",
            "hosts: {h1: {driver: redfish, address: a, user: u, passwordFile: p,"
                + " certificate: ab}}",
            "hosts: {h1: {driver: command}}",
            "hosts: {h1: {watts: [1, 2]}}",
            "hosts: {H!: {driver: command, program: p}}")) {
      file(wrong);
      GodwitException refused = refused(() -> switches.of(H1));
      assertThat(refused.code()).as(wrong).isEqualTo(ErrorCode.POWER_FILE_UNUSABLE);
    }
    file("hosts: {h1: {watts: [86, 89, 92, 96, 99, 102, 106, 108, 112, 114, 117]}}\n");
    assertThat(switches.curve(H1).orElseThrow().at(0)).isEqualTo(86);
    assertThat(new PowerSwitches(Optional.empty()).of(H1)).isEmpty();
  }

  @Test
  void aManagerThatLeadsNoMoreSwitchesNothing() throws Exception {
    List<String> told = new ArrayList<>();
    PowerSwitch host =
        new PowerSwitch() {
          @Override
          public String description() {
            return "a host";
          }

          @Override
          public PowerState state() {
            return PowerState.ON;
          }

          @Override
          public void on() {
            told.add("on");
          }

          @Override
          public void off() {
            told.add("off");
          }
        };
    AtomicBoolean held = new AtomicBoolean(true);
    PowerSwitch leaders =
        PowerSwitches.simulated(Duration.ofMinutes(5), Duration.ofMinutes(15), Map.of(H1, host))
            .under(held::get)
            .require(H1);
    leaders.off();
    held.set(false);
    for (ThrowingCallable order : List.<ThrowingCallable>of(leaders::on, leaders::off)) {
      GodwitException refused = catchThrowableOfType(GodwitException.class, order);
      assertThat(refused.code()).isEqualTo(ErrorCode.NO_LEADER);
    }
    assertThat(told).containsExactly("off");
    assertThat(leaders.state()).isEqualTo(PowerState.ON);
  }
}
