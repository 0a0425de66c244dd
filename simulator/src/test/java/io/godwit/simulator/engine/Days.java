package io.godwit.simulator.engine;

import static org.junit.jupiter.api.Assumptions.abort;

import io.godwit.simulator.trace.ReferenceOrder;
import io.godwit.simulator.trace.Trace;
import io.godwit.simulator.trace.TraceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Traces for tests: measured ones where they are, and one that is always there. */
public final class Days {
  private Days() {}

  /**
   * A day of PlanetLab in the order of the reference. The test is skipped, with the reason, where
   * the data is not beside the tree.
   */
  public static Trace planetlab(String day) {
    Trace trace = TraceFile.read(data("planetlab/" + day + ".csv"), TraceFile.SAMPLES_OF_A_DAY);
    return ReferenceOrder.of(trace).orElseThrow();
  }

  /**
   * A file of the benchmark data, or a skipped test. It lies in {@code shared/data} beside the tree
   * or beside a folder that the tree is in, or where {@code GODWIT_BENCH_DATA} says.
   */
  public static Path data(String path) {
    String told = System.getenv("GODWIT_BENCH_DATA");
    if (told != null && Files.exists(Path.of(told, path))) {
      return Path.of(told, path);
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path file = folder.resolve("shared/data").resolve(path);
      if (Files.exists(file)) {
        return file;
      }
      folder = folder.getParent();
    }
    return abort(
        "The benchmark data is not here: there is no shared/data/"
            + path
            + " beside the tree; GODWIT_BENCH_DATA can say where it is.");
  }

  /** VMs that are mostly quiet and sometimes busy, with a tide over the day. */
  public static Trace synthetic(int vms, long seed) {
    Random random = new Random(seed);
    List<String> names = new ArrayList<>();
    double[][] percent = new double[vms][TraceFile.SAMPLES_OF_A_DAY];
    for (int vm = 0; vm < vms; vm++) {
      names.add("vm-" + vm);
      double usual = 2 + 18 * random.nextDouble();
      double level = usual;
      for (int sample = 0; sample < percent[vm].length; sample++) {
        double tide = 1 + 0.5 * Math.sin(2 * Math.PI * sample / percent[vm].length);
        double aim = random.nextInt(40) == 0 ? 80 : usual * tide;
        level += 0.3 * (aim - level) + 2 * random.nextGaussian();
        level = Math.clamp(level, 0, 100);
        percent[vm][sample] = level;
      }
    }
    return new Trace("synthetic-" + seed, names, percent, 0);
  }
}
