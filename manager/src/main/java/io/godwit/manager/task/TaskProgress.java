package io.godwit.manager.task;

import org.jspecify.annotations.Nullable;

/**
 * How far a task is. Soft.
 *
 * @param step what is done now, in words
 * @param number of the step, from 1
 * @param of how many steps there are
 * @param percent of the whole, 0 to 100, where it can be told
 */
public record TaskProgress(String step, int number, int of, @Nullable Integer percent) {
  public TaskProgress {
    if (number < 1 || number > of) {
      throw new IllegalArgumentException("a step is one of those there are");
    }
    if (percent != null && (percent < 0 || percent > 100)) {
      throw new IllegalArgumentException("there are 100 percent");
    }
  }
}
