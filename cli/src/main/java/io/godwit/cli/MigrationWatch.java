package io.godwit.cli;

import io.godwit.cli.text.MigrationProgressBar;
import io.godwit.cli.text.Words;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.ErrorKind;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.client.ApiClient;
import java.util.List;
import java.util.function.Consumer;

/**
 * Follows a migration on the screen until it has ended. An interrupt ends the watching, never the
 * migration: a person who wants their prompt back has not said that the VM shall stay.
 */
final class MigrationWatch {
  /** What shells report for a process that Ctrl-C ended. */
  static final int INTERRUPTED = 130;

  private final Godwit godwit;
  private final ApiClient client;

  MigrationWatch(Godwit godwit, ApiClient client) {
    this.godwit = godwit;
    this.client = client;
  }

  /** Returns the exit status. */
  int follow(String id) {
    MigrationView last;
    Surroundings around = godwit.around();
    try (Progress progress = progress(around.err());
        var _ = around.interrupts().on(() -> leave(progress, id))) {
      last = client.watch(id, progress);
    } catch (GodwitException broken) {
      if (Thread.interrupted()) {
        around.err().line(goesOn(id));
        return INTERRUPTED;
      }
      throw broken.code() == ErrorCode.MANAGER_UNREACHABLE ? unseen(id, broken) : broken;
    }
    return end(last);
  }

  /** Prints how a migration ended; returns the exit status. */
  int end(MigrationView last) {
    switch (godwit.format) {
      case TABLE -> {
        if (last.state() == MigrationView.State.COMPLETED) {
          godwit.around().out().line(MigrationProgressBar.summary(last));
        }
      }
      case JSON, YAML -> godwit.around().out().line(godwit.format.document(last));
    }
    return switch (last.state()) {
      case COMPLETED -> 0;
      case FAILED -> problem(last, ErrorCode.MIGRATION_FAILED);
      case CANCELLED -> problem(last, ErrorCode.MIGRATION_CANCELLED);
      case INDETERMINATE, RUNNING, QUEUED -> problem(last, ErrorCode.OUTCOME_UNKNOWN);
    };
  }

  private int problem(MigrationView last, ErrorCode code) {
    ProblemView problem = last.problem();
    godwit.printProblem(
        problem != null
            ? problem
            : ProblemView.of(
                new Problem(
                    code,
                    "The migration of " + last.vm() + " ended " + last.state() + ".",
                    "See where it runs with 'godwit vm show " + last.vm() + "'.")));
    return code == ErrorCode.OUTCOME_UNKNOWN
        ? ErrorKind.INDETERMINATE.exitStatus()
        : ErrorKind.FAILED.exitStatus();
  }

  private Progress progress(Sink err) {
    return switch (err.device()) {
      case TERMINAL ->
          new Progress(
              List.of(
                  MigrationProgressBar.redrawn(
                      err.stream(), godwit.around().width(), err.colour())));
      case STREAM ->
          new Progress(
              switch (godwit.format) {
                case TABLE -> List.of(MigrationProgressBar.plain(err.stream()));
                // A program reads standard error too, and expects the same form there.
                case JSON, YAML -> List.of();
              });
    };
  }

  private void leave(Progress progress, String id) {
    progress.close();
    godwit.around().err().line(goesOn(id));
  }

  private static String goesOn(String id) {
    String shown = Words.of(id);
    return "Stopped watching; migration "
        + shown
        + " goes on. Follow it with 'godwit migration watch "
        + shown
        + "', cancel it with 'godwit migration cancel "
        + shown
        + "'.";
  }

  private static GodwitException unseen(String id, GodwitException broken) {
    return new GodwitException(
        new Problem(
            broken.code(),
            broken.problem().detail() + " How migration " + id + " goes is not known here.",
            "Look again with 'godwit migration watch " + id + "'."),
        broken);
  }

  /** A bar, or none. */
  private record Progress(List<MigrationProgressBar> bars)
      implements Consumer<MigrationView>, AutoCloseable {
    @Override
    public void accept(MigrationView view) {
      bars.forEach(bar -> bar.accept(view));
    }

    @Override
    public void close() {
      bars.forEach(MigrationProgressBar::close);
    }
  }
}
