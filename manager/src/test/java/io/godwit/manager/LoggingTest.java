package io.godwit.manager;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import io.godwit.protocol.json.Json;
import io.godwit.trace.LogFormat;
import io.godwit.trace.Trail;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The logging configuration that is shipped. */
final class LoggingTest {
  @Test
  void aLineOfJsonHasTheIdOfItsDeedAndStaysOneLine() throws Exception {
    String[] lines = logged("json").split("\n", -1);
    assertThat(lines).hasSize(2);
    JsonNode line = Json.STRICT.readTree(lines[0]);
    assertThat(line.path("formattedMessage").stringValue()).isEqualTo("vm web\nforged => x");
    assertThat(line.path("mdc").path(Trail.CORRELATION).stringValue()).isEqualTo("req-1");
    assertThat(line.path("level").stringValue()).isEqualTo("INFO");
    assertThat(line.has("timestamp")).isTrue();
  }

  @Test
  void textIsTheUsualForm() throws Exception {
    assertThat(logged("text")).contains("INFO").contains(" req-1 ").contains("vm web");
  }

  private static String logged(String format) throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    LoggerContext context = new LoggerContext();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      context.setMDCAdapter(new ch.qos.logback.classic.util.LogbackMDCAdapter());
      context.putProperty(LogFormat.VARIABLE, format);
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(LoggingTest.class.getResource("/io/godwit/manager/logback.xml"));
      context.getMDCAdapter().put(Trail.CORRELATION, "req-1");
      context.getLogger("io.godwit.X").info("vm {} => {}", "web\nforged", "x");
    } finally {
      System.setErr(before);
      context.stop();
    }
    return err.toString(StandardCharsets.UTF_8);
  }
}
