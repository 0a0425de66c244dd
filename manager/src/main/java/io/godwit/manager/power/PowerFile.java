package io.godwit.manager.power;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.godwit.model.host.HostId;
import io.godwit.planner.cluster.PowerCurve;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What a power file says.
 *
 * @param interval how often it is looked whether hosts are needed
 * @param patience how long a host may take to come on before it counts as lost
 * @param switches how each host is switched; one that is not there cannot be
 * @param curves what hosts draw, as far as somebody has said
 */
record PowerFile(
    Duration interval,
    Duration patience,
    Map<HostId, PowerSwitch> switches,
    Map<HostId, PowerCurve> curves) {
  /** Demand is measured so often, too. */
  static final Duration INTERVAL = Duration.ofMinutes(5);

  /** Longer than a server takes that tests much memory. */
  static final Duration PATIENCE = Duration.ofMinutes(15);

  /** Nothing is there to be switched. */
  static final PowerFile NONE = new PowerFile(INTERVAL, PATIENCE, Map.of(), Map.of());

  /** For a controller on the same floor. */
  private static final Duration CALL = Duration.ofSeconds(20);

  private static final int WAKE_PORT = 9;
  private static final Pattern TIME = Pattern.compile("(\\d{1,5})(s|m|h)");
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  PowerFile {
    switches = new TreeMap<>(switches);
    curves = new TreeMap<>(curves);
    if (interval.compareTo(Duration.ofSeconds(1)) < 0 || !patience.isPositive()) {
      throw new IllegalArgumentException("'interval' and 'patience' are 1s or more");
    }
  }

  private record Form(
      @Nullable String interval, @Nullable String patience, @Nullable Map<String, Host> hosts) {}

  private record Host(
      @Nullable Driver driver,
      @Nullable String address,
      @Nullable String user,
      @Nullable String passwordFile,
      @Nullable String certificate,
      @Nullable String mac,
      @Nullable String broadcast,
      @Nullable String program,
      @Nullable List<Double> watts) {}

  private enum Driver {
    @JsonProperty("ipmi")
    IPMI,
    @JsonProperty("redfish")
    REDFISH,
    @JsonProperty("wake-on-lan")
    WAKE_ON_LAN,
    @JsonProperty("command")
    COMMAND
  }

  /**
   * Reads one.
   *
   * @param ipmitool its name or path
   * @throws IllegalArgumentException a sentence that says what is wrong with it
   */
  static PowerFile read(Path file, String ipmitool) {
    try {
      Form form = YAML.readValue(Files.readAllBytes(file), Form.class);
      return form == null ? NONE : of(form, ipmitool);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(file + " cannot be read: " + unreadable, unreadable);
    } catch (UnrecognizedPropertyException unknown) {
      throw new IllegalArgumentException(
          file
              + ": unknown key '"
              + unknown.getPropertyName()
              + "'; the keys are interval, patience and hosts, and of each host driver, address,"
              + " user, passwordFile, certificate, mac, broadcast, program and watts",
          unknown);
    } catch (JacksonException malformed) {
      throw new IllegalArgumentException(
          file + " is not the YAML it should be: " + malformed.getOriginalMessage(), malformed);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
    }
  }

  private static PowerFile of(Form form, String ipmitool) {
    Map<HostId, PowerSwitch> switches = new TreeMap<>();
    Map<HostId, PowerCurve> curves = new TreeMap<>();
    Optional.ofNullable(form.hosts())
        .orElse(Map.of())
        .forEach((name, said) -> {
          try {
            HostId host = new HostId(name);
            if (said.driver() != null) {
              switches.put(host, driver(host, said, said.driver(), ipmitool));
            }
            if (said.watts() != null) {
              curves.put(host, new PowerCurve(said.watts()));
            }
          } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("host " + name + ": " + wrong.getMessage(), wrong);
          }
        });
    return new PowerFile(
        time("interval", form.interval(), INTERVAL),
        time("patience", form.patience(), PATIENCE),
        switches,
        curves);
  }

  private static PowerSwitch driver(HostId host, Host said, Driver driver, String ipmitool) {
    return switch (driver) {
      case IPMI -> new IpmiSwitch(host, login(said), ipmitool, CALL);
      case REDFISH ->
          new RedfishSwitch(host, login(said), new CertificateTrust(said.certificate()), CALL);
      case WAKE_ON_LAN ->
          new WakeOnLanSwitch(
              host,
              required("mac", said.mac()),
              broadcast(said.broadcast() == null ? "255.255.255.255" : said.broadcast()));
      case COMMAND -> new CommandSwitch(host, Path.of(required("program", said.program())), CALL);
    };
  }

  private static Login login(Host said) {
    return new Login(
        required("address", said.address()),
        required("user", said.user()),
        Path.of(required("passwordFile", said.passwordFile())));
  }

  private static InetSocketAddress broadcast(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new InetSocketAddress(text, WAKE_PORT)
        : new InetSocketAddress(
            text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static String required(String key, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("key '" + key + "' is missing");
    }
    return value;
  }

  private static Duration time(String key, @Nullable String text, Duration otherwise) {
    if (text == null) {
      return otherwise;
    }
    Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("key '" + key + "' is a time as 30s, 5m or 1h");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }
}
