package io.godwit.manager.catalog;

import io.godwit.model.catalog.PowerSaving;
import tools.jackson.databind.node.ObjectNode;

/** Clusters, before they said anything of power. */
final class PowerSavingAdded {
  private PowerSavingAdded() {}

  static ObjectNode to(ObjectNode earlier) {
    earlier
        .putObject("power")
        .put("mode", PowerSaving.DEFAULT.mode().name())
        .put("low", PowerSaving.DEFAULT.low())
        .put("high", PowerSaving.DEFAULT.high())
        .put("keptOn", PowerSaving.DEFAULT.keptOn())
        .put("spareHosts", PowerSaving.DEFAULT.spareHosts());
    return earlier;
  }
}
