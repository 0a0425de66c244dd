package io.godwit.agent.portion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** How a version of the kernel's groups is written, as far as processors go. */
enum Cgroup {
  /** A hierarchy for each controller; threads go wherever they are put. */
  V1(1, "tasks") {
    @Override
    void divide(Path group) {}

    @Override
    void holdThreads(Path group) {}

    @Override
    void weigh(Path group, int shares) throws IOException {
      write(group.resolve("cpu.shares"), Integer.toString(shares));
    }

    @Override
    void limit(Path group, long quotaUs) throws IOException {
      write(group.resolve("cpu.cfs_period_us"), Long.toString(Division.PERIOD_US));
      write(group.resolve("cpu.cfs_quota_us"), Long.toString(quotaUs));
    }
  },

  /** One hierarchy; a controller works below a group that hands it on. */
  V2(2, "cgroup.threads") {
    // As much as WEIGHT_OF_THREAD shares.
    private static final int USUAL = 100;

    private static final int LEAST = 1;
    private static final int MOST = 10_000;

    @Override
    void divide(Path group) throws IOException {
      Path handedOn = group.resolve("cgroup.subtree_control");
      if (!names(handedOn, "cpu")) {
        write(handedOn, "+cpu");
      }
    }

    @Override
    void holdThreads(Path group) throws IOException {
      Path type = group.resolve("cgroup.type");
      if (!names(type, "threaded")) {
        write(type, "threaded");
      }
    }

    @Override
    void weigh(Path group, int shares) throws IOException {
      long weight = Math.round((double) shares * USUAL / Division.WEIGHT_OF_THREAD);
      write(group.resolve("cpu.weight"), Long.toString(Math.clamp(weight, LEAST, MOST)));
    }

    @Override
    void limit(Path group, long quotaUs) throws IOException {
      String quota = quotaUs < 0 ? "max" : Long.toString(quotaUs);
      write(group.resolve("cpu.max"), quota + " " + Division.PERIOD_US);
    }
  };

  static final String PROCESSES = "cgroup.procs";

  private final int number;
  private final String threads;

  Cgroup(int number, String threads) {
    this.number = number;
    this.threads = threads;
  }

  int number() {
    return number;
  }

  /** Has the kernel divide what a group gets among those below it. */
  abstract void divide(Path group) throws IOException;

  /** Has a group without threads take some of those of the group above. */
  abstract void holdThreads(Path group) throws IOException;

  /**
   * Says what a group weighs against its neighbours.
   *
   * @param shares as of {@link Division}
   */
  abstract void weigh(Path group, int shares) throws IOException;

  /**
   * Says how much a group gets at most.
   *
   * @param quotaUs of each {@link Division#PERIOD_US}; negative for no limit
   */
  abstract void limit(Path group, long quotaUs) throws IOException;

  /** Where the threads of a group are read and written. */
  Path threads(Path group) {
    return group.resolve(threads);
  }

  /** Whether a file of words has one. */
  static boolean names(Path file, String word) throws IOException {
    return Arrays.asList(Files.readString(file).strip().split("\\s+", -1)).contains(word);
  }

  static void write(Path file, String value) throws IOException {
    Files.writeString(file, value, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
  }
}
