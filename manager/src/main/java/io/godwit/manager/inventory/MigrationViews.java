package io.godwit.manager.inventory;

import io.godwit.manager.event.Origin;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.migration.MigrationResult;
import io.godwit.protocol.api.DecisionView;
import io.godwit.protocol.api.ForecastView;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.TaskView;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How migrations look from outside, as themselves and as tasks. Pure. */
public final class MigrationViews {
  /** What a migration is called among tasks. */
  public static final String ACTION = "vm.migrate";

  private static final int ALL = 100;
  private static final List<MigrationPhase> PHASES = List.of(MigrationPhase.values());

  private MigrationViews() {}

  /** A migration. */
  public static MigrationView of(DataCenter state, Migration migration) {
    MigrationState at = migration.state();
    return new MigrationView(
        migration.id().value(),
        migration.name().value(),
        migration.source().value(),
        migration.destination().value(),
        stands(at),
        Inventory.phase(migration, state).name(),
        migration.acceptedAt(),
        at instanceof MigrationState.Ended ended ? ended.at() : null,
        progress(
            state
                .soft()
                .progress()
                .get(migration.id())
                .orElse(MigrationProgress.before(at.phase()))),
        at instanceof MigrationState.Completed completed ? result(completed.result()) : null,
        problem(at),
        migration.origin().actor(),
        migration.forecast() == null ? null : forecast(migration.forecast()),
        migration.decisions().stream()
            .map(each -> new DecisionView(each.at(), each.text()))
            .toList(),
        migration.begunAt(),
        at instanceof MigrationState.Queued ? queue(state, migration) : null);
  }

  private static MigrationView.@Nullable Queue queue(DataCenter state, Migration migration) {
    return Lineup.of(state.hard(), migration.id())
        .map(turn ->
            new MigrationView.Queue(
                turn.position(), turn.reason().orElse("its turn has come; it is checked again")))
        .orElse(null);
  }

  /** A forecast. */
  public static ForecastView forecast(Forecast is) {
    return new ForecastView(
        is.course().toString(),
        is.course().transport().isSecret(),
        is.transferred().bytes(),
        is.duration().toMillis(),
        is.downtime().toMillis(),
        is.slowdown(),
        is.convergence(),
        is.grounds().name(),
        is.calibration().samples(),
        is.reasons());
  }

  private static MigrationView.State stands(MigrationState state) {
    return switch (state) {
      case MigrationState.Queued _ -> MigrationView.State.QUEUED;
      case MigrationState.Accepted _,
          MigrationState.Reserved _,
          MigrationState.Preparing _,
          MigrationState.Copying _,
          MigrationState.Ahead _,
          MigrationState.TakingBack _ ->
          MigrationView.State.RUNNING;
      case MigrationState.Uncertain _ -> MigrationView.State.INDETERMINATE;
      case MigrationState.Completed _ -> MigrationView.State.COMPLETED;
      case MigrationState.Failed _ -> MigrationView.State.FAILED;
      case MigrationState.Cancelled _ -> MigrationView.State.CANCELLED;
    };
  }

  private static @Nullable ProblemView problem(MigrationState state) {
    Problem problem =
        switch (state) {
          case MigrationState.Uncertain uncertain -> uncertain.problem();
          case MigrationState.Failed failed -> failed.problem();
          case MigrationState.Cancelled cancelled -> cancelled.problem();
          case MigrationState.Queued _,
              MigrationState.Accepted _,
              MigrationState.Reserved _,
              MigrationState.Preparing _,
              MigrationState.Copying _,
              MigrationState.Ahead _,
              MigrationState.TakingBack _,
              MigrationState.Completed _ ->
              null;
        };
    return problem == null ? null : ProblemView.of(problem);
  }

  private static MigrationView.Progress progress(MigrationProgress is) {
    return new MigrationView.Progress(
        is.elapsed().toMillis(),
        is.round(),
        is.total().bytes(),
        is.transferred().bytes(),
        is.remaining().bytes(),
        is.rate().bytesPerSecond(),
        is.dirtyRate().bytesPerSecond(),
        is.expectedDowntime().toMillis());
  }

  private static MigrationView.Result result(MigrationResult is) {
    return new MigrationView.Result(
        millis(is.total()),
        millis(is.downtime()),
        millis(is.qemuDowntime()),
        millis(is.copy()),
        is.transferred().bytes(),
        is.rounds(),
        is.blackout() instanceof Blackout.Measured seen ? millis(seen.longest()) : null,
        is.blackout() instanceof Blackout.Measured seen ? seen.by().value() : null,
        is.blackout() instanceof Blackout.NotMeasured not ? not.reason() : null);
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  /** The same as a task, whose steps are the phases. */
  public static TaskView task(DataCenter state, Migration migration) {
    Origin origin = migration.origin();
    return task(of(state, migration), origin.from(), origin.correlation());
  }

  /**
   * The same of one that only its view is left of.
   *
   * @param from where it was asked for
   * @param correlation what ties it to that request
   */
  public static TaskView task(MigrationView view, String from, @Nullable String correlation) {
    MigrationPhase phase = MigrationPhase.valueOf(view.phase());
    MigrationView.Result result = view.result();
    return new TaskView(
        view.id(),
        ACTION,
        "vm",
        view.vm(),
        view.actor(),
        from,
        switch (view.state()) {
          case QUEUED, RUNNING, INDETERMINATE -> TaskView.State.RUNNING;
          case COMPLETED -> TaskView.State.SUCCEEDED;
          case FAILED -> TaskView.State.FAILED;
          case CANCELLED -> TaskView.State.CANCELLED;
        },
        view.startedAt(),
        view.endedAt(),
        step(view, phase),
        PHASES.indexOf(phase) + 1,
        PHASES.size(),
        percent(view),
        !view.state().hasEnded() && phase.compareTo(MigrationPhase.SWITCHOVER) < 0,
        result == null ? null : "VM " + view.vm() + " runs on " + view.destination() + ".",
        view.problem(),
        correlation);
  }

  private static String step(MigrationView view, MigrationPhase phase) {
    MigrationView.State queued = MigrationView.State.QUEUED;
    return (view.state() == queued ? queued.name() : phase.name()).toLowerCase(Locale.ROOT);
  }

  /** Of the guest's memory; while it is written to, this goes back at times. */
  private static @Nullable Integer percent(MigrationView view) {
    if (view.state() == MigrationView.State.COMPLETED) {
      return ALL;
    }
    MigrationView.Progress progress = view.progress();
    if (progress.totalBytes() == 0) {
      return null;
    }
    long done = progress.totalBytes() - progress.remainingBytes();
    return Math.clamp(ALL * done / progress.totalBytes(), 0, ALL);
  }
}
