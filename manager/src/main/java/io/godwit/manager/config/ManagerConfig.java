package io.godwit.manager.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
 * @param vmMetrics whether each VM has metrics of its own; seven series for each
 */
public record ManagerConfig(Endpoint rest, Endpoint agents, VmMetrics vmMetrics) {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Whether VMs have metrics of their own. */
  public enum VmMetrics {
    ON,
    OFF
  }

  /** The file as it is written. */
  private record Form(
      @Nullable String rest, @Nullable String agents, @Nullable Boolean vmMetrics) {}

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
              + "'; the keys are rest, agents, vmMetrics",
          unknown);
    } catch (JacksonException malformed) {
      throw new IllegalArgumentException(
          file + " is not the YAML it should be: " + malformed.getOriginalMessage(), malformed);
    }
    if (form == null) {
      throw new IllegalArgumentException(file + " is empty");
    }
    return new ManagerConfig(
        endpoint(file, "rest", form.rest()),
        endpoint(file, "agents", form.agents()),
        Boolean.FALSE.equals(form.vmMetrics()) ? VmMetrics.OFF : VmMetrics.ON);
  }

  private static Endpoint endpoint(Path file, String key, @Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException(file + ": key '" + key + "' is missing");
    }
    try {
      return Endpoint.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          file + ": key '" + key + "': " + wrong.getMessage(), wrong);
    }
  }
}
