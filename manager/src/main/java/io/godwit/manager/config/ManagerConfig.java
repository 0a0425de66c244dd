package io.godwit.manager.config;

import io.godwit.manager.history.HistoryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The manager's configuration.
 *
 * @param name unique among the managers
 * @param data the folder of everything it keeps; one manager at a time
 * @param rest where people and commands connect
 * @param agents where agents connect
 * @param peer where the other managers connect: this port and the next; the one after it is used on
 *     loopback by the manager itself
 * @param zookeeper the connect string of an ensemble that others run; the managers form one if it
 *     is not given
 * @param vmMetrics whether each VM has metrics of its own; seven series for each
 * @param names further names and addresses that people reach it by, for its certificate
 * @param tls whether the API is encrypted
 * @param initialAdminPasswordFile has the password of the first administrator; read when there is
 *     no user
 * @param oidc the identity provider that people may log in at, if there is one
 * @param history where the history is kept
 * @param power the file that says how hosts are switched; none if no host is
 */
public record ManagerConfig(
    String name,
    Path data,
    Endpoint rest,
    Endpoint agents,
    Endpoint peer,
    Optional<String> zookeeper,
    VmMetrics vmMetrics,
    List<String> names,
    Tls tls,
    Optional<Path> initialAdminPasswordFile,
    Optional<OidcConfig> oidc,
    HistoryConfig history,
    Optional<Path> power) {
  /** Whether the API is encrypted. Agents' links always are. */
  public enum Tls {
    ON,
    /** Only at an address that no other machine reaches. */
    OFF
  }

  private static final String DEFAULT_NAME = "m1";
  private static final String DEFAULT_PEER = "127.0.0.1:7450";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Whether VMs have metrics of their own. */
  public enum VmMetrics {
    ON,
    OFF
  }

  public ManagerConfig {
    requireName(name);
    names = List.copyOf(names);
    if (tls == Tls.OFF && !rest.isLoopback()) {
      throw new IllegalArgumentException(
          "key 'tls': 'off' is for addresses of this machine alone, as 127.0.0.1; rest is " + rest);
    }
  }

  /**
   * The name, if it is fit to be a manager's.
   *
   * @throws IllegalArgumentException otherwise
   */
  public static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a manager's name is 1 to 63 lower-case letters, digits and hyphens, not '" + name + "'");
    }
    return name;
  }

  /** The file as it is written. */
  private record Form(
      @Nullable String name,
      @Nullable String data,
      @Nullable String rest,
      @Nullable String agents,
      @Nullable String peer,
      @Nullable String zookeeper,
      @Nullable Boolean vmMetrics,
      @Nullable List<String> names,
      @Nullable String tls,
      @Nullable String initialAdminPasswordFile,
      OidcConfig.@Nullable Form oidc,
      @Nullable HistoryForm history,
      @Nullable String power) {}

  private record HistoryForm(
      @Nullable String url, @Nullable String user, @Nullable String passwordFile) {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException a sentence that says what is wrong with it
   */
  public static ManagerConfig read(Path file) {
    Form form;
    try {
      form = YAML.readValue(Files.readAllBytes(file), Form.class);
    } catch (NoSuchFileException missing) {
      throw new IllegalArgumentException("there is no file " + file, missing);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(file + " cannot be read: " + unreadable, unreadable);
    } catch (UnrecognizedPropertyException unknown) {
      throw new IllegalArgumentException(
          file
              + ": unknown key '"
              + unknown.getPropertyName()
              + "'; the keys are name, data, rest, agents, peer, zookeeper, vmMetrics, names, tls,"
              + " initialAdminPasswordFile, oidc, history, power, and below history url, user,"
              + " passwordFile",
          unknown);
    } catch (JacksonException malformed) {
      throw new IllegalArgumentException(
          file + " is not the YAML it should be: " + malformed.getOriginalMessage(), malformed);
    }
    if (form == null) {
      throw new IllegalArgumentException(file + " is empty");
    }
    try {
      Path data = Path.of(required("data", form.data()));
      return new ManagerConfig(
          form.name() == null ? DEFAULT_NAME : form.name(),
          data,
          endpoint("rest", required("rest", form.rest())),
          endpoint("agents", required("agents", form.agents())),
          endpoint("peer", form.peer() == null ? DEFAULT_PEER : form.peer()),
          Optional.ofNullable(form.zookeeper()),
          Boolean.FALSE.equals(form.vmMetrics()) ? VmMetrics.OFF : VmMetrics.ON,
          form.names() == null ? List.of() : form.names(),
          tls(form.tls()),
          Optional.ofNullable(form.initialAdminPasswordFile()).map(Path::of),
          Optional.ofNullable(form.oidc()).map(OidcConfig.Form::read),
          history(form.history(), data),
          Optional.ofNullable(form.power()).map(Path::of));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
    }
  }

  private static HistoryConfig history(@Nullable HistoryForm form, Path data) {
    return form == null
        ? HistoryConfig.embedded(data)
        : new HistoryConfig(
            new HistoryConfig.Server(
                required("history.url", form.url()),
                required("history.user", form.user()),
                Path.of(required("history.passwordFile", form.passwordFile()))),
            HistoryConfig.Retention.DEFAULT);
  }

  /** Every name and address that people may reach the API by. */
  public List<String> reachableAs() {
    List<String> all = new ArrayList<>(names);
    all.add("localhost");
    if (!rest.isWildcard()) {
      all.add(rest.host());
    }
    return all;
  }

  private static Tls tls(@Nullable String text) {
    return switch (text == null ? "on" : text) {
      // Some readers of YAML make truth values of these words.
      case "on", "true" -> Tls.ON;
      case "off", "false" -> Tls.OFF;
      default -> throw new IllegalArgumentException("key 'tls' is on or off");
    };
  }

  private static String required(String key, @Nullable String value) {
    if (value == null) {
      throw new IllegalArgumentException("key '" + key + "' is missing");
    }
    return value;
  }

  private static Endpoint endpoint(String key, String text) {
    try {
      return Endpoint.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("key '" + key + "': " + wrong.getMessage(), wrong);
    }
  }
}
