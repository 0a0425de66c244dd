package io.godwit.model.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries a {@link Problem} up to the edge that reports it. */
public final class GodwitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient @Nullable Duration retryAfter;

  public GodwitException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
    this.retryAfter = null;
  }

  public GodwitException(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
    this.retryAfter = null;
  }

  /**
   * @param retryAfter before this time has passed the same call is refused again
   */
  public GodwitException(Problem problem, Duration retryAfter) {
    super(problem.toString());
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  public GodwitException(ErrorCode code, String detail, String next) {
    this(new Problem(code, detail, next));
  }

  public Problem problem() {
    return problem;
  }

  public ErrorCode code() {
    return problem.code();
  }

  /** When it makes sense to try again, where that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
