package io.godwit.manager.orchestration;

import io.godwit.model.host.HostId;
import io.godwit.model.migration.CheckItem;
import io.godwit.model.migration.CheckReport;
import io.godwit.model.migration.Forecast;
import io.godwit.model.vm.VmName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came out when somebody asked whether a VM may move.
 *
 * @param source where the VM is
 * @param forecast what is expected; null if a host could not be asked
 * @param ways each way that was looked at, with its numbers
 */
public record MigrationCheck(
    VmName vm,
    HostId source,
    HostId destination,
    CheckReport report,
    @Nullable Forecast forecast,
    List<String> ways) {
  public MigrationCheck {
    ways = List.copyOf(ways);
  }

  /** The same with what was found later. */
  MigrationCheck with(List<CheckItem> later) {
    return new MigrationCheck(vm, source, destination, report.with(later), forecast, ways);
  }
}
