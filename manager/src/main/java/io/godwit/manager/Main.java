package io.godwit.manager;

import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.entity.UnreadableState;
import java.io.IOException;
import java.nio.file.Path;

/** Runs a manager: {@code --config FILE}. Says on standard output when it serves. */
public final class Main {
  private static final int USAGE = 2;
  private static final int FAILED = 1;

  private static final String LOGGING = "logback.configurationFile";

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    // By name, because every program's jars may lie in one folder.
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "io/godwit/manager/logback.xml");
    }
    if (arguments.length != 2 || !arguments[0].equals("--config")) {
      System.err.println("usage: godwit-manager --config FILE");
      System.exit(USAGE);
    }
    Manager manager;
    try {
      ManagerConfig config = ManagerConfig.read(Path.of(arguments[1]));
      Rehearsal.run();
      manager = Manager.start(config, sentence -> System.out.println("godwit-manager " + sentence));
    } catch (IllegalArgumentException | IOException wrong) {
      System.err.println("godwit-manager: " + wrong.getMessage());
      System.exit(FAILED);
      return;
    } catch (RuntimeException wrong) {
      // Javalin wraps a taken port in an exception of its own.
      System.err.println("godwit-manager: cannot serve: " + wrong.getMessage());
      System.exit(FAILED);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(manager::close, "shutdown"));
    System.out.println(
        "godwit-manager ready rest="
            + manager.rest()
            + " agents="
            + manager.agents()
            + (manager.leads() ? " leading" : " following"));
    UnreadableState why = manager.awaitEnd();
    if (why != null) {
      System.err.println("godwit-manager: " + why.getMessage());
      System.exit(FAILED);
    }
  }
}
