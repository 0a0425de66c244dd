package io.godwit.cli;

import io.godwit.cli.text.Words;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.TaskView;
import java.util.List;
import java.util.Locale;

/**
 * Follows a task on the screen until it has ended. An interrupt ends the watching, not the task.
 */
final class TaskWatch {
  private final Godwit godwit;

  TaskWatch(Godwit godwit) {
    this.godwit = godwit;
  }

  /** Returns the exit status. */
  int follow(String id) {
    TaskView last;
    Surroundings around = godwit.around();
    try (var _ = around.interrupts().on(() -> around.err().line(goesOn(id)))) {
      last = godwit.ask(client -> client.watchTask(id, this::step));
    } catch (GodwitException broken) {
      if (Thread.interrupted()) {
        around.err().line(goesOn(id));
        return MigrationWatch.INTERRUPTED;
      }
      throw broken;
    }
    godwit.print(last, TaskWatch::sentence);
    ProblemView problem = last.problem();
    if (problem == null) {
      return 0;
    }
    godwit.printProblem(problem);
    return exitStatus(problem);
  }

  /** How a task stands. */
  static List<String> sentence(TaskView view) {
    return List.of(
        "task "
            + Words.of(view.id())
            + " ("
            + Words.of(view.action())
            + " "
            + Words.of(view.subject())
            + ") is "
            + view.state().name().toLowerCase(Locale.ROOT)
            + (view.result() == null ? "" : ": " + Words.of(view.result())));
  }

  /** Nobody reads steps where results are read by a program. */
  private void step(TaskView view) {
    if (godwit.format == Godwit.Format.TABLE && !view.state().hasEnded()) {
      godwit
          .around()
          .err()
          .line(
              Words.of(view.action())
                  + " "
                  + Words.of(view.subject())
                  + ": "
                  + Words.of(view.step())
                  + (view.percent() == null ? "" : ", " + view.percent() + " %"));
    }
  }

  private static String goesOn(String id) {
    String shown = Words.of(id);
    return "Stopped watching; task "
        + shown
        + " goes on. Follow it with 'godwit task watch "
        + shown
        + "'.";
  }

  private static int exitStatus(ProblemView problem) {
    try {
      return ErrorCode.valueOf(problem.code()).exitStatus();
    } catch (IllegalArgumentException newer) {
      throw new GodwitException(
          new Problem(
              ErrorCode.MANAGER_UNREACHABLE,
              "The manager speaks of " + problem.code() + ", which this command does not know.",
              "Install the command of the manager's version."),
          newer);
    }
  }
}
