package io.godwit.manager.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManagerConfigTest {
  @TempDir private Path folder;

  private ManagerConfig read(String text) throws Exception {
    return ManagerConfig.read(Files.writeString(folder.resolve("manager.yaml"), text));
  }

  @Test
  void readsBothAddresses() throws Exception {
    ManagerConfig config = read("data: /d\nrest: '[::1]:0'\nagents: 10.0.0.1:7070\n");
    assertThat(config.rest()).isEqualTo(new Endpoint("::1", 0));
    assertThat(config.rest()).hasToString("[::1]:0");
    assertThat(config.agents()).isEqualTo(new Endpoint("10.0.0.1", 7070));
    assertThat(config.tls()).isEqualTo(ManagerConfig.Tls.ON);
    assertThat(config.reachableAs()).containsExactly("localhost", "::1");
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1:1", "localhost:1", "'[::1]:1'"})
  void theApiIsInTheClearOnlyWithinThisMachine(String rest) throws Exception {
    ManagerConfig config = read("{rest: '" + rest + "', agents: 'a:2', data: d, tls: off}");
    assertThat(config.tls()).isEqualTo(ManagerConfig.Tls.OFF);
  }

  @Test
  void vmsHaveMetricsUnlessToldOtherwise() throws Exception {
    assertThat(read("data: d\nrest: a:1\nagents: a:2\n").vmMetrics())
        .isEqualTo(ManagerConfig.VmMetrics.ON);
    assertThat(read("data: d\nrest: a:1\nagents: a:2\nvmMetrics: false\n").vmMetrics())
        .isEqualTo(ManagerConfig.VmMetrics.OFF);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{rest: 'a:1', agents: 'a:2', port: 3} | unknown key 'port'; the keys are name, data,",
        "{data: d, rest: 'a:1'}                         | key 'agents' is missing",
        "{data: d, rest: 'a:1', agents: 'a'}            | key 'agents': 'a' is not HOST:PORT",
        "{data: d, rest: 'a:1', agents: ':7'}           | key 'agents': ':7' is not HOST:PORT",
        "{data: d, rest: 'a:b', agents: 'a:2'}          | key 'rest': 'a:b' has no port number",
        "{data: d, rest: 'a:65536', agents: 'a:2'}      | key 'rest': an address to listen on is HOST:PORT",
        "{rest: 'a:1', agents: 'a:2'}          | key 'data' is missing",
        "{data: d, rest: 'a:1', agents: 'a:2', name: 'A b'} | a manager's name is 1 to 63",
        "{rest: '10.0.0.1:1', agents: 'a:2', data: d, tls: off} | 'off' is for addresses of this machine",
        "{rest: '0.0.0.0:1', agents: 'a:2', data: d, tls: off} | 'off' is for addresses of this machine",
        "{rest: 'a:1', agents: 'a:2', data: d, tls: some} | key 'tls' is on or off",
        "{rest: [1], agents: 'a:2'}            | is not the YAML it should be",
        "{rest:                                | is not the YAML it should be",
      })
  void saysWhatIsWrong(String text, String sentence) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("manager.yaml")
        .hasMessageContaining(sentence);
  }

  @Test
  void saysThatThereIsNoFile() {
    assertThatThrownBy(() -> ManagerConfig.read(folder.resolve("none.yaml")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("there is no file ");
  }

  @Test
  void refusesAnEmptyFile() {
    assertThatThrownBy(() -> read("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsAnIdentityProvider() throws Exception {
    ManagerConfig config =
        read(
            """
            data: d
            rest: a:1
            agents: a:2
            initialAdminPasswordFile: /etc/godwit/first
            oidc:
              issuer: https://id.example.org/realms/staff
              clientId: godwit
              redirect: https://godwit.example.org/api/v1/oidc/callback
              scopes: [email]
            """);
    assertThat(config.initialAdminPasswordFile()).contains(Path.of("/etc/godwit/first"));
    OidcConfig oidc = config.oidc().orElseThrow();
    assertThat(oidc.scopes()).containsExactly("openid", "email");
    assertThat(oidc.usernameClaim()).isEqualTo("preferred_username");
    assertThatThrownBy(() -> read("{data: d, rest: 'a:1', agents: 'a:2', oidc: {clientId: x}}"))
        .hasMessageContaining("key 'oidc.issuer' is missing");
    assertThatThrownBy(() ->
            read(
                "{data: d, rest: 'a:1', agents: 'a:2', oidc: {clientId: x,"
                    + " issuer: 'http://id.example.org', redirect: 'https://a'}}"))
        .hasMessageContaining("key 'oidc.issuer' is an https address");
  }
}
