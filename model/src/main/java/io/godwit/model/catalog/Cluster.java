package io.godwit.model.catalog;

import io.godwit.model.migration.LimitsWish;
import io.godwit.model.unit.DataSize;
import java.util.List;

/**
 * Hosts among which VMs move as a matter of course.
 *
 * @param migration limits of its VMs' migrations, where neither the call nor the VM says others
 * @param balancing of the load of its hosts
 * @param power whether hosts that are not needed go off
 * @param cpuOvercommit virtual processors for each processor of a host at most, 1 to 100
 * @param memoryOvercommit bytes of VMs for each byte of a host at most, 1 to 4; what is reserved is
 *     promised once
 */
public record Cluster(
    ClusterName name,
    String description,
    List<TagName> tags,
    LimitsWish migration,
    Balancing balancing,
    PowerSaving power,
    double cpuOvercommit,
    double memoryOvercommit)
    implements CatalogObject {
  /** Guests seldom work all at once; what they do work is counted besides. */
  public static final double CPU_OVERCOMMIT = 8;

  /** Memory that is promised twice is there only as long as guests do not want it. */
  public static final double MEMORY_OVERCOMMIT = 1;

  private static final double MOST_CPU_OVERCOMMIT = 100;
  private static final double MOST_MEMORY_OVERCOMMIT = 4;

  /** The one that is always there, as long as nobody has described it. */
  public static final Cluster DEFAULT =
      new Cluster(
          ClusterName.DEFAULT,
          "",
          List.of(),
          LimitsWish.NONE,
          Balancing.DEFAULT,
          PowerSaving.DEFAULT,
          CPU_OVERCOMMIT,
          MEMORY_OVERCOMMIT);

  public Cluster {
    Texts.requireDescription(description);
    tags = Texts.sorted(tags);
    if (!(cpuOvercommit >= 1) || cpuOvercommit > MOST_CPU_OVERCOMMIT) {
      throw new IllegalArgumentException(
          "an overcommit is 1 to 100 virtual processors for each, not " + cpuOvercommit);
    }
    if (!(memoryOvercommit >= 1) || memoryOvercommit > MOST_MEMORY_OVERCOMMIT) {
      throw new IllegalArgumentException(
          "an overcommit of memory is 1 to 4 bytes for each, not " + memoryOvercommit);
    }
  }

  @Override
  public String id() {
    return name.value();
  }

  @Override
  public Cluster tagged(List<TagName> other) {
    return new Cluster(
        name, description, other, migration, balancing, power, cpuOvercommit, memoryOvercommit);
  }

  /**
   * What a host has to have for a VM.
   *
   * @param size the VM's
   * @param reserved bytes of it that its host keeps for it
   */
  public DataSize backing(DataSize size, long reserved) {
    long kept = Math.min(size.bytes(), reserved);
    return new DataSize(kept + (long) Math.ceil((size.bytes() - kept) / memoryOvercommit));
  }
}
