package io.godwit.manager.loop;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a decision comes to.
 *
 * @param records what is to be recorded and applied, in order; together or not at all
 * @param soft a change of soft state, applied after the records and recorded nowhere
 * @param result what the caller gets once it is all visible
 * @param <S> the state
 * @param <R> the records
 * @param <T> the result
 */
public record Outcome<S, R, T>(List<R> records, UnaryOperator<S> soft, T result) {
  public Outcome {
    records = List.copyOf(records);
  }

  /** Nothing changes. */
  public static <S, R, T> Outcome<S, R, T> of(T result) {
    return new Outcome<>(List.of(), UnaryOperator.identity(), result);
  }

  /** Hard state changes. */
  public static <S, R, T> Outcome<S, R, T> recorded(List<R> records, T result) {
    return new Outcome<>(records, UnaryOperator.identity(), result);
  }

  /** Soft state changes. */
  public static <S, R, T> Outcome<S, R, T> soft(UnaryOperator<S> change, T result) {
    return new Outcome<>(List.of(), change, result);
  }
}
