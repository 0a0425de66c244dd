package io.godwit.agent;

import io.godwit.agent.config.AgentConfig;
import io.godwit.agent.config.ConfigFile;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.trust.EnrolmentToken;
import io.godwit.trace.LogFormat;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code godwit-agent --config FILE} and {@code godwit-agent enrol --config FILE}. */
public final class Main {
  private static final int USAGE = 2;

  private static final String LOGGING = "logback.configurationFile";

  /** Where a token may be given that shall not be seen in the list of processes. */
  private static final String TOKEN_VARIABLE = "GODWIT_ENROLMENT_TOKEN";

  private static final String USAGE_TEXT =
      """
      usage: godwit-agent --config FILE
             godwit-agent enrol --config FILE [--token TOKEN]
      The token may also be in the environment as GODWIT_ENROLMENT_TOKEN, or in FILE.\
      """;

  private Main() {}

  /** What the command line says. */
  private record Arguments(boolean enrols, Path config, @Nullable String token) {
    static Optional<Arguments> of(String[] args) {
      boolean enrols = args.length > 0 && args[0].equals("enrol");
      String config = null;
      String token = null;
      int at = enrols ? 1 : 0;
      for (; at + 1 < args.length; at += 2) {
        if (args[at].equals("--config") && config == null) {
          config = args[at + 1];
        } else if (args[at].equals("--token") && enrols && token == null) {
          token = args[at + 1];
        } else {
          return Optional.empty();
        }
      }
      return at == args.length && config != null
          ? Optional.of(new Arguments(enrols, Path.of(config), token))
          : Optional.empty();
    }
  }

  /** Serves until it is ended by a signal; VMs go on. */
  public static void main(String[] args) throws InterruptedException {
    // By name, because every program's jars may lie in one folder.
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "io/godwit/agent/logback.xml");
    }
    Optional<Arguments> arguments = Arguments.of(args);
    if (arguments.isEmpty()) {
      System.err.println(USAGE_TEXT);
      System.exit(USAGE);
      return;
    }
    try {
      LogFormat.check(System.getenv());
      run(arguments.get());
    } catch (GodwitException refused) {
      System.err.println("error " + refused.code() + ": " + refused.problem().detail());
      System.err.println("next: " + refused.problem().next());
      System.exit(refused.code().exitStatus());
    } catch (IllegalArgumentException wrong) {
      System.err.println("error: " + wrong.getMessage());
      System.exit(1);
    } catch (IOException unusable) {
      System.err.println("error: the agent's directories cannot be used: " + unusable.getMessage());
      System.exit(1);
    }
  }

  private static void run(Arguments arguments) throws InterruptedException, IOException {
    AgentConfig config = ConfigFile.read(arguments.config());
    Optional<EnrolmentToken> token = token(arguments, config);
    if (arguments.enrols()) {
      EnrolCommand.run(config, token);
      return;
    }
    try (FileChannel lockFile = lock(config)) {
      Agent agent = Agent.start(config, token);
      System.out.println("godwit-agent ready host=" + config.host());
      agent.serve();
    }
  }

  /** The nearest one wins: command line, environment, configuration. */
  private static Optional<EnrolmentToken> token(Arguments arguments, AgentConfig config) {
    String text = arguments.token() == null ? System.getenv(TOKEN_VARIABLE) : arguments.token();
    if (text == null || text.isBlank()) {
      return Optional.ofNullable(config.enrolmentToken());
    }
    try {
      return Optional.of(EnrolmentToken.parse(text));
    } catch (IllegalArgumentException none) {
      throw new GodwitException(
          ErrorCode.ENROLMENT_TOKEN_INVALID,
          "The enrolment token is none: " + none.getMessage() + ".",
          "Copy the whole token, from 'gwt1.' on.");
    }
  }

  /** Two agents on one state directory would both drive its VMs. */
  private static FileChannel lock(AgentConfig config) throws IOException {
    Files.createDirectories(config.stateDirectory());
    Files.createDirectories(config.runDirectory());
    FileChannel channel =
        FileChannel.open(
            config.stateDirectory().resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new IOException("another agent uses " + config.stateDirectory() + "; stop it first");
    }
    return channel;
  }
}
