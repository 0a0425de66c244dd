package io.godwit.planner.cluster;

import static io.godwit.planner.cluster.Clusters.vmId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Pool;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.catalog.Share;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PoolsTest {
  private static final Offset<Double> EXACT = within(1e-9);

  @Test
  void aPoolsReservationGoesToItsMembersByWeightAndNobodyGetsMoreThanItWants() {
    // Six cores for three: one wants only one of them, the others share what is left 1 to 4.
    Map<VmId, Entitlement> all =
        Pools.entitlements(
            List.of(pool("gold", null, new Share(600, null, 4000))),
            List.of(
                member("small", "gold", share(1000), 1),
                member("light", "gold", share(1000), 8),
                member("heavy", "gold", share(4000), 8)));

    assertThat(all.get(vmId("small")).reservedCores()).isEqualTo(1, EXACT);
    assertThat(all.get(vmId("light")).reservedCores()).isEqualTo(1, EXACT);
    assertThat(all.get(vmId("heavy")).reservedCores()).isEqualTo(4, EXACT);
  }

  @Test
  void weightsMultiplyOnTheWayDown() {
    Map<VmId, Entitlement> all =
        Pools.entitlements(
            List.of(
                pool("gold", null, share(3000)),
                pool("inner", "gold", share(1000)),
                pool("silver", null, share(1000))),
            List.of(
                member("a", "inner", share(1000), 1),
                member("b", "gold", share(1000), 1),
                member("c", "silver", share(1000), 1)));

    // Three quarters for gold, half of it for each of its two; a quarter for silver.
    assertThat(all.get(vmId("a")).weight()).isEqualTo(3 * 0.75 / 2, EXACT);
    assertThat(all.get(vmId("b")).weight()).isEqualTo(3 * 0.75 / 2, EXACT);
    assertThat(all.get(vmId("c")).weight()).isEqualTo(3 * 0.25, EXACT);
  }

  @Test
  void aLimitBindsOnlyWhereMoreIsWanted() {
    List<Pool> pools = List.of(pool("cheap", null, new Share(0, 400L, 4000)));

    Map<VmId, Entitlement> busy =
        Pools.entitlements(
            pools,
            List.of(
                member("a", "cheap", Share.DEFAULT, 4), member("b", "cheap", Share.DEFAULT, 4)));
    Map<VmId, Entitlement> calm =
        Pools.entitlements(
            pools,
            List.of(
                member("a", "cheap", Share.DEFAULT, 1), member("b", "cheap", Share.DEFAULT, 1)));

    assertThat(busy.get(vmId("a")).limitCores()).isEqualTo(2, EXACT);
    assertThat(calm.get(vmId("a")).limitCores()).isInfinite();
  }

  @Test
  void aPoolBorrowsWhatItsMembersHaveReserved() {
    Map<VmId, Entitlement> all =
        Pools.entitlements(
            List.of(pool("gold", null, new Share(100, null, 4000))),
            List.of(
                member("a", "gold", new Share(200, null, 4000), 4),
                member("b", "gold", Share.DEFAULT, 4)));

    assertThat(all.get(vmId("a")).reservedCores()).isEqualTo(2, EXACT);
    assertThat(all.get(vmId("b")).reservedCores()).isEqualTo(0, EXACT);
  }

  @Test
  void aVmOutsideOfEveryPoolHasWhatIsItsOwn() {
    Map<VmId, Entitlement> all =
        Pools.entitlements(List.of(), List.of(member("a", null, new Share(150, 300L, 4000), 8)));

    assertThat(all.get(vmId("a")).reservedCores()).isEqualTo(1.5, EXACT);
    assertThat(all.get(vmId("a")).limitCores()).isEqualTo(3, EXACT);
    assertThat(all.get(vmId("a")).weight()).isEqualTo(1, EXACT);
  }

  @Test
  void aPoolThatIsAPartOfItselfIsRefused() {
    List<Pool> circle = List.of(pool("a", "b", Share.DEFAULT), pool("b", "a", Share.DEFAULT));

    assertThatThrownBy(() -> Pools.entitlements(circle, List.of()))
        .hasMessageContaining("part of itself");
  }

  private static Share share(int weight) {
    return new Share(0, null, weight);
  }

  private static Pool pool(String name, @Nullable String parent, Share cpu) {
    return new Pool(
        ClusterName.DEFAULT,
        new PoolName(name),
        parent == null ? null : new PoolName(parent),
        cpu,
        Share.DEFAULT,
        "");
  }

  private static Pools.Member member(String name, @Nullable String pool, Share cpu, double wanted) {
    return new Pools.Member(
        vmId(name),
        pool == null ? null : new PoolId(ClusterName.DEFAULT, new PoolName(pool)),
        cpu,
        Share.DEFAULT,
        wanted,
        DataSize.ofGibibytes(4));
  }
}
