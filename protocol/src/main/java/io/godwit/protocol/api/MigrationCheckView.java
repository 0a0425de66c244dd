package io.godwit.protocol.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a VM may move, check by check.
 *
 * @param vm the VM's name
 * @param source where it is
 * @param destination where it would go
 * @param verdict PASS, WARNING or REFUSAL, the worst of all checks
 * @param forecast what is expected; not there if a host could not be asked
 * @param ways each way that was looked at, with its numbers
 * @param groups always SOURCE, DESTINATION, CAPACITY, DATASTORES and NETWORKS
 */
public record MigrationCheckView(
    String vm,
    String source,
    String destination,
    String verdict,
    List<CheckGroupView> groups,
    @Nullable ForecastView forecast,
    List<String> ways) {
  /**
   * Checks that belong together.
   *
   * @param verdict the worst of them
   * @param checks those that could be made
   */
  public record CheckGroupView(String group, String verdict, List<CheckItemView> checks) {}

  /**
   * One check.
   *
   * @param id stable, as {@code destination.machine}
   * @param subject what of the VM it was about, as a disk; not there if the whole VM was
   * @param needed what the VM needs
   * @param found what there is
   * @param code of the refusal
   * @param detail one sentence: what is true, unless it passed
   * @param next one sentence: what to do, unless it passed
   */
  public record CheckItemView(
      String id,
      @Nullable String subject,
      String needed,
      String found,
      String verdict,
      @Nullable String code,
      @Nullable String detail,
      @Nullable String next) {}
}
