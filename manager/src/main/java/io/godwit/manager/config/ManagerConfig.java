package io.godwit.manager.config;

import io.godwit.protocol.trust.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The manager's configuration.
 *
 * @param rest where people and commands connect
 * @param agents where agents connect
 * @param data the folder of everything that must survive
 * @param name of this manager among the managers of its data center
 * @param names further names and addresses that people reach it by, for its certificate
 * @param tls whether the API is encrypted
 */
public record ManagerConfig(
    Endpoint rest, Endpoint agents, Path data, String name, List<String> names, Tls tls) {
  /** Whether the API is encrypted. Agents' links always are. */
  public enum Tls {
    ON,
    /** Only at an address that no other machine reaches. */
    OFF
  }

  private static final String KEYS = "rest, agents, data, name, names, tls";
  private static final String DEFAULT_NAME = "manager";

  public ManagerConfig {
    names = List.copyOf(names);
    if (tls == Tls.OFF && !rest.isLoopback()) {
      throw new IllegalArgumentException(
          "key 'tls': 'off' is for addresses of this machine alone, as 127.0.0.1; rest is " + rest);
    }
  }

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** The file as it is written. */
  private record Form(
      @Nullable String rest,
      @Nullable String agents,
      @Nullable String data,
      @Nullable String name,
      @Nullable List<String> names,
      @Nullable String tls) {}

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
          file + ": unknown key '" + unknown.getPropertyName() + "'; the keys are " + KEYS,
          unknown);
    } catch (JacksonException malformed) {
      throw new IllegalArgumentException(
          file + " is not the YAML it should be: " + malformed.getOriginalMessage(), malformed);
    }
    if (form == null) {
      throw new IllegalArgumentException(file + " is empty");
    }
    Path data = Path.of(required(file, "data", form.data()));
    Endpoint rest = endpoint(file, "rest", form.rest());
    Endpoint agents = endpoint(file, "agents", form.agents());
    try {
      return new ManagerConfig(
          rest,
          agents,
          data.isAbsolute() ? data : folder(file).resolve(data),
          form.name() == null ? DEFAULT_NAME : Identity.manager(form.name()).name(),
          form.names() == null ? List.of() : form.names(),
          tls(form.tls()));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
    }
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

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent;
  }

  private static Tls tls(@Nullable String text) {
    return switch (text == null ? "on" : text) {
      // YAML 1.1 readers know on and off as truth values.
      case "on", "true" -> Tls.ON;
      case "off", "false" -> Tls.OFF;
      default -> throw new IllegalArgumentException("key 'tls' is on or off");
    };
  }

  private static String required(Path file, String key, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(file + ": key '" + key + "' is missing");
    }
    return text;
  }

  private static Endpoint endpoint(Path file, String key, @Nullable String text) {
    try {
      return Endpoint.parse(required(file, key, text));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          file + ": key '" + key + "': " + wrong.getMessage(), wrong);
    }
  }
}
