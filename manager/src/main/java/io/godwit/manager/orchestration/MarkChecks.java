package io.godwit.manager.orchestration;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.Check;
import java.util.List;

/** Whether datastores that two hosts call shared are one. Pure. */
final class MarkChecks {
  private MarkChecks() {}

  static void addTo(CheckList list, Trip trip, List<MarkSurvey.Found> found) {
    for (MarkSurvey.Found each : found) {
      String needed = "one, seen by both";
      if (each.problem().isEmpty()) {
        list.of(
                Check.SAME_DATASTORE,
                each.datastore(),
                needed,
                "what " + trip.home() + " wrote was found on " + trip.to())
            .passes();
      } else if (each.isDisproved()) {
        list.of(Check.SAME_DATASTORE, each.datastore(), needed, "two of one name")
            .refuses(
                ErrorCode.DISK_NOT_SHARED,
                "What "
                    + trip.home()
                    + " wrote to datastore "
                    + each.datastore()
                    + " is not in the one of that name on "
                    + trip.to()
                    + ".",
                "Mount the same one on both hosts; or say 'local' of it in their agents'"
                    + " configuration and let disks go along with --with-disks.");
      } else {
        Problem why = each.problem().get();
        list.of(Check.SAME_DATASTORE, each.datastore(), needed, "not proven: " + why.code().slug())
            .warns(why.detail(), why.next());
      }
    }
  }
}
