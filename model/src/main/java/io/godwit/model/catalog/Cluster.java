package io.godwit.model.catalog;

import io.godwit.model.migration.LimitsWish;
import java.util.List;

/**
 * Hosts among which VMs move as a matter of course.
 *
 * @param migration limits of its VMs' migrations, where neither the call nor the VM says others
 * @param balancing of the load of its hosts
 * @param power whether hosts that are not needed go off
 * @param cpuOvercommit virtual processors for each processor of a host at most, 1 to 100
 */
public record Cluster(
    ClusterName name,
    String description,
    List<TagName> tags,
    LimitsWish migration,
    Balancing balancing,
    PowerSaving power,
    double cpuOvercommit)
    implements CatalogObject {
  /** Guests seldom work all at once; what they do work is counted besides. */
  public static final double CPU_OVERCOMMIT = 8;

  private static final double MAX_OVERCOMMIT = 100;

  /** The one that is always there, as long as nobody has described it. */
  public static final Cluster DEFAULT =
      new Cluster(
          ClusterName.DEFAULT,
          "",
          List.of(),
          LimitsWish.NONE,
          Balancing.DEFAULT,
          PowerSaving.DEFAULT,
          CPU_OVERCOMMIT);

  public Cluster {
    Texts.requireDescription(description);
    tags = Texts.sorted(tags);
    if (!(cpuOvercommit >= 1) || cpuOvercommit > MAX_OVERCOMMIT) {
      throw new IllegalArgumentException(
          "an overcommit is 1 to 100 virtual processors for each, not " + cpuOvercommit);
    }
  }

  @Override
  public String id() {
    return name.value();
  }

  @Override
  public Cluster tagged(List<TagName> other) {
    return new Cluster(name, description, other, migration, balancing, power, cpuOvercommit);
  }
}
