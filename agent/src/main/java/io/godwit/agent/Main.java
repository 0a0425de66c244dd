package io.godwit.agent;

import io.godwit.agent.config.AgentConfig;
import io.godwit.agent.config.ConfigFile;
import io.godwit.model.error.GodwitException;
import io.godwit.trace.LogFormat;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** {@code godwit-agent --config FILE}. */
public final class Main {
  private static final int USAGE = 2;

  private static final String LOGGING = "logback.configurationFile";

  private Main() {}

  /** Serves until it is ended by a signal; VMs go on. */
  public static void main(String[] args) throws InterruptedException {
    // By name, because every program's jars may lie in one folder.
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "io/godwit/agent/logback.xml");
    }
    if (args.length != 2 || !args[0].equals("--config")) {
      System.err.println("usage: godwit-agent --config FILE");
      System.exit(USAGE);
    }
    try {
      LogFormat.check(System.getenv());
      AgentConfig config = ConfigFile.read(Path.of(args[1]));
      try (FileChannel lockFile = lock(config)) {
        Agent agent = Agent.start(config);
        System.out.println("godwit-agent ready host=" + config.host());
        agent.serve();
      }
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
