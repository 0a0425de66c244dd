package io.godwit.testbed.bench.planner;

import java.io.IOException;
import java.util.List;

/** Something that is measured. */
public interface PlannerCase {
  /** One word, as {@code --case} has it. */
  String name();

  /**
   * Measures.
   *
   * @throws IOException if its data is there and cannot be read
   */
  List<Figure> run(Settings settings) throws IOException;
}
