package io.godwit.cli.context;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.protocol.trust.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * The file of contexts, {@code config.yaml}: mode 0600 in a folder of mode 0700, replaced as a
 * whole.
 */
public final class ContextFile {
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private final Path path;

  public ContextFile(Path path) {
    this.path = path;
  }

  /** Where it is for a process with this environment. */
  public static ContextFile of(Map<String, String> environment) {
    String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
    // A relative one is to be ignored, says the XDG base directory specification.
    Path folder =
        configured.startsWith("/")
            ? Path.of(configured)
            : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".config");
    return new ContextFile(folder.resolve("godwit").resolve("config.yaml"));
  }

  public Path path() {
    return path;
  }

  private record Form(
      @Nullable String current, @Nullable NavigableMap<String, ContextForm> contexts) {}

  private record ContextForm(
      @Nullable List<String> servers,
      @Nullable String authority,
      @Nullable String user,
      @Nullable String token) {
    @Override
    public String toString() {
      return "ContextForm[hidden]";
    }
  }

  /**
   * What it says; nothing if it is not there.
   *
   * @throws GodwitException CONTEXT_FILE_UNUSABLE
   */
  public Contexts read() {
    try {
      requireOurs();
      return parsed(SecretFile.read(path));
    } catch (NoSuchFileException none) {
      return Contexts.NONE;
    } catch (IOException unreadable) {
      throw unusable(
          "'" + path + "' cannot be read: " + unreadable.getClass().getSimpleName() + ".",
          "See that it is a file of yours.");
    }
  }

  /**
   * Replaces it.
   *
   * @throws GodwitException CONTEXT_FILE_UNUSABLE; it is as it was
   */
  public void write(Contexts contexts) {
    NavigableMap<String, ContextForm> forms = new TreeMap<>();
    contexts.all().forEach((name, context) -> forms.put(name, form(context)));
    Path folder = path.toAbsolutePath().getParent();
    try {
      if (folder != null && Files.notExists(folder)) {
        SecretFile.folder(folder);
      }
      SecretFile.write(path, Yaml.MAPPER.writeValueAsString(new Form(contexts.current(), forms)));
    } catch (IOException unwritable) {
      throw unusable(
          "'" + path + "' cannot be written: " + unwritable.getMessage() + ". It is as it was.",
          "See that its folder is yours and that there is space.");
    }
  }

  private void requireOurs() throws IOException {
    Set<PosixFilePermission> granted = Files.getPosixFilePermissions(path);
    if (granted.stream().anyMatch(OTHERS::contains)) {
      throw unusable(
          "Others may get at '"
              + path
              + "' ("
              + PosixFilePermissions.toString(granted)
              + "), and it has tokens. It was not read.",
          "Run 'chmod 600 " + path + "'. If others can have read it, log in again and log out.");
    }
  }

  private Contexts parsed(String text) {
    try {
      Form form = text.isBlank() ? null : Yaml.MAPPER.readValue(text, Form.class);
      if (form == null || form.contexts() == null) {
        return Contexts.NONE;
      }
      NavigableMap<String, Context> all = new TreeMap<>();
      form.contexts().forEach((name, each) -> all.put(name, context(name, each)));
      return new Contexts(form.current(), all);
    } catch (JacksonException malformed) {
      // Its own message may quote the text around, and there are tokens in it.
      int line = malformed.getLocation() == null ? 0 : malformed.getLocation().getLineNr();
      throw unusable(
          "'" + path + "' is not as 'godwit login' writes it, about line " + line + ".",
          "Correct it, or move it away and log in again.");
    } catch (IllegalArgumentException wrong) {
      throw unusable(
          "'" + path + "' cannot be used: " + wrong.getMessage() + ".",
          "Correct it, or move it away and log in again.");
    }
  }

  private static Context context(String name, @Nullable ContextForm form) {
    if (form == null || form.servers() == null) {
      throw new IllegalArgumentException("the context '" + name + "' has no servers");
    }
    return new Context(
        name,
        form.servers().stream().map(Context::server).toList(),
        form.authority() == null ? null : Fingerprint.parse(form.authority()),
        form.user(),
        form.token());
  }

  private static ContextForm form(Context context) {
    Fingerprint authority = context.authority();
    return new ContextForm(
        context.servers().stream().map(Object::toString).toList(),
        authority == null ? null : authority.toString(),
        context.user(),
        context.token());
  }

  private static GodwitException unusable(String detail, String next) {
    return new GodwitException(ErrorCode.CONTEXT_FILE_UNUSABLE, detail, next);
  }

  /** Loaded only where there is such a file: most starts of the command need no YAML. */
  private static final class Yaml {
    static final YAMLMapper MAPPER =
        YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .changeDefaultPropertyInclusion(
                all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private Yaml() {}
  }
}
