package io.godwit.model.vm;

/**
 * Counts who may run a VM: each change of the right to run has the next number, every order to an
 * agent carries it, and agents refuse older ones.
 *
 * @param value 1 or more
 */
public record Generation(long value) implements Comparable<Generation> {
  public static final Generation FIRST = new Generation(1);

  public Generation {
    if (value < 1) {
      throw new IllegalArgumentException("a generation is 1 or more, not " + value);
    }
  }

  public Generation next() {
    return new Generation(value + 1);
  }

  public boolean isOlderThan(Generation other) {
    return value < other.value;
  }

  @Override
  public int compareTo(Generation other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
