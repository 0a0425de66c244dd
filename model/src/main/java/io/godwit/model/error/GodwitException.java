package io.godwit.model.error;

/** Carries a {@link Problem} up to the edge that reports it. */
public final class GodwitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public GodwitException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  public GodwitException(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
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
}
