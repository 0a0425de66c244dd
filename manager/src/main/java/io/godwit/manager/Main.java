package io.godwit.manager;

import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.entity.UnreadableState;
import io.godwit.model.error.GodwitException;
import io.godwit.trace.LogFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The manager's program. Without a verb it serves, and says so on standard output; the verbs work
 * on a manager that does not run.
 */
@Command(
    name = "godwit-manager",
    description = "Runs a manager, or works on the folder of one that does not run.",
    mixinStandardHelpOptions = true,
    version = "godwit-manager " + Manager.VERSION,
    subcommands = {
      FolderCommands.Check.class,
      FolderCommands.Take.class,
      FolderCommands.Restore.class,
      JoinCommand.class
    })
public final class Main implements Callable<Integer> {
  private static final int FAILED = 1;

  private static final String LOGGING = "logback.configurationFile";

  @Option(names = "--config", paramLabel = "FILE", description = "Its YAML file.")
  private @Nullable Path config;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    // By name, because every program's jars may lie in one folder.
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "io/godwit/manager/logback.xml");
    }
    System.exit(
        new CommandLine(new Main())
            .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure))
            .execute(arguments));
  }

  private static int failed(Exception failure) {
    switch (failure) {
      case InterruptedException _ -> Thread.currentThread().interrupt();
      case IOException _, IllegalArgumentException _ ->
          System.err.println("godwit-manager: " + failure.getMessage());
      case GodwitException refused -> {
        System.err.println("error " + refused.code() + ": " + refused.problem().detail());
        System.err.println("next: " + refused.problem().next());
      }
      // Javalin wraps a taken port in an exception of its own.
      default -> System.err.println("godwit-manager: cannot serve: " + failure.getMessage());
    }
    return FAILED;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (config == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--config=FILE'");
    }
    LogFormat.check(System.getenv());
    ManagerConfig read = ManagerConfig.read(config);
    Rehearsal.run();
    Manager manager =
        Manager.start(read, sentence -> System.out.println("godwit-manager " + sentence));
    Runtime.getRuntime().addShutdownHook(new Thread(manager::close, "shutdown"));
    System.out.println(
        "godwit-manager ready rest="
            + manager.rest()
            + " agents="
            + manager.agents()
            + " authority="
            + manager.fingerprint()
            + (manager.leads() ? " leading" : " following"));
    UnreadableState why = manager.awaitEnd();
    if (why != null) {
      throw why;
    }
    return 0;
  }
}
