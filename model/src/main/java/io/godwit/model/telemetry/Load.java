package io.godwit.model.telemetry;

/**
 * Tasks that ran or waited, averaged by the kernel over one, five and fifteen minutes.
 *
 * @param runnable tasks that run or wait now
 * @param tasks all threads of the host
 */
public record Load(
    double oneMinute, double fiveMinutes, double fifteenMinutes, long runnable, long tasks) {
  public static final Load ZERO = new Load(0, 0, 0, 0, 0);

  public Load {
    Amounts.require("oneMinute", oneMinute);
    Amounts.require("fiveMinutes", fiveMinutes);
    Amounts.require("fifteenMinutes", fifteenMinutes);
    Amounts.require("runnable", runnable);
    Amounts.require("tasks", tasks);
  }
}
