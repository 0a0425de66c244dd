package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.godwit.cli.context.Context;
import io.godwit.cli.text.Colour;
import io.godwit.protocol.trust.Fingerprint;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Getting to know a server over real TLS. */
class AcquaintanceTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder;
  private final AtomicInteger asked = new AtomicInteger();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private HttpsServer server;
  private Fingerprint authority;
  private URI address;
  private Optional<String> answer = Optional.empty();

  @BeforeEach
  void serve() throws Exception {
    Path file = folder.resolve("keys");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=a",
                "-ext",
                "bc:c=ca:true",
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    authority = Fingerprint.of((X509Certificate) keys.getCertificate("a"));
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.close();
        });
    server.start();
    address = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void believesWhatThePersonHasCompared() {
    answer = Optional.of("yes");
    assertThat(acquaintance().made(address)).isEqualTo(authority);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(authority.toString());
    assertThat(asked).as("requests before it was believed").hasValue(0);
  }

  @Test
  void believesNothingElse() {
    for (String word : List.of("y", "no", "", "YES")) {
      answer = Optional.of(word);
      assertThatThrownBy(() -> acquaintance().made(address)).hasMessageContaining("not confirmed");
    }
    answer = Optional.empty();
    assertThatThrownBy(() -> acquaintance().made(address))
        .hasMessageContaining("--authority " + authority);
    assertThat(asked).hasValue(0);
  }

  @Test
  void refusesAnAuthorityThatHasChanged() {
    assertThat(acquaintance().stillOf(known(authority), address)).isEqualTo(authority);
    assertThatThrownBy(
            () -> acquaintance().stillOf(known(new Fingerprint("a".repeat(52))), address))
        .hasMessageContaining("has changed")
        .hasMessageContaining("Somebody may be in between");
  }

  @Test
  void saysThatNothingAnswers() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    assertThatThrownBy(() -> acquaintance().made(URI.create("https://127.0.0.1:" + port)))
        .hasMessageContaining("Nothing that speaks TLS answers");
  }

  private Context known(Fingerprint believed) {
    return new Context("a", List.of(address), believed, null, null);
  }

  private Acquaintance acquaintance() {
    Sink sink =
        new Sink(
            new PrintStream(err, true, StandardCharsets.UTF_8), Sink.Device.STREAM, Colour.OFF);
    Prompt prompt =
        new Prompt() {
          @Override
          public Optional<String> line(String question) {
            return answer;
          }

          @Override
          public Optional<String> secret(String question) {
            return Optional.empty();
          }
        };
    return new Acquaintance(
        new Surroundings(
            sink, sink, () -> 80, InstantSource.system(), reaction -> () -> {}, prompt, Map.of()));
  }
}
