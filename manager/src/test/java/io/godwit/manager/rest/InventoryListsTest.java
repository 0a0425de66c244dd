package io.godwit.manager.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.manager.entity.Table;
import io.godwit.manager.identity.Sight;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.rest.InventoryLists.HostFilter;
import io.godwit.manager.rest.InventoryLists.VmFilter;
import io.godwit.manager.rest.Queries.Asked;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Lineage;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.VmView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InventoryListsTest {
  private static final VmFilter ALL = new VmFilter(null, null, null);
  private static final Sight EVERYTHING = new OnlyNamed("");

  private DataCenter state = DataCenter.EMPTY;

  /** VMs web-00000 to web-00249 on h0 to h9 in turn. */
  @BeforeAll
  void fill() throws Exception {
    try (Inventory inventory = Population.of(10, 250)) {
      state = inventory.now();
    }
  }

  private static PageView<VmView> page(
      DataCenter state, VmFilter filter, @Nullable String cursor, int limit) {
    return InventoryLists.vms(state, EVERYTHING, new Asked<>(filter, cursor, limit));
  }

  private static List<String> all(DataCenter state, Sight sight, VmFilter filter, int limit) {
    List<String> names = new ArrayList<>();
    String cursor = null;
    do {
      PageView<VmView> page = InventoryLists.vms(state, sight, new Asked<>(filter, cursor, limit));
      page.items().forEach(vm -> names.add(vm.name()));
      cursor = page.next();
    } while (cursor != null);
    return names;
  }

  @Test
  void pagesPutTogetherAreTheListInOrderOfName() {
    List<String> names = all(state, EVERYTHING, ALL, 7);
    assertThat(names).hasSize(250).isSorted().doesNotHaveDuplicates();
    assertThat(all(state, EVERYTHING, ALL, 250)).isEqualTo(names);
    assertThat(page(state, ALL, null, 250).next()).isNull();
  }

  @Test
  void aCursorHoldsWhenItsVmIsGone() {
    PageView<VmView> first = page(state, ALL, null, 10);
    VmName last = new VmName(first.items().getLast().name());
    VmId id = state.hard().names().get(last).orElseThrow();
    DataCenter later = state.apply(new StateRecord.VmDeleted(id));
    assertThat(page(later, ALL, first.next(), 1).items())
        .extracting(VmView::name)
        .containsExactly(page(state, ALL, first.next(), 1).items().getFirst().name());
  }

  @Test
  void filtersAreForHomeAndForHowNamesBegin() {
    assertThat(all(state, EVERYTHING, new VmFilter(new HostId("h3"), null, null), 4))
        .hasSize(25)
        .allMatch(name -> name.endsWith("3"));
    assertThat(all(state, EVERYTHING, new VmFilter(null, null, "web-"), 100)).hasSize(250);
    assertThat(all(state, EVERYTHING, new VmFilter(null, null, "web-0024"), 3)).hasSize(10);
    assertThat(all(state, EVERYTHING, new VmFilter(null, null, "web"), 100)).hasSize(250);
    assertThat(all(state, EVERYTHING, new VmFilter(null, null, "Web"), 100)).isEmpty();
    assertThat(all(state, EVERYTHING, new VmFilter(null, "RUNNING", null), 9)).hasSize(250);
    assertThat(all(state, EVERYTHING, new VmFilter(null, "UNKNOWN", null), 9)).isEmpty();
  }

  @Test
  void hostsAreCountedWithoutLookingAtAllVms() {
    PageView<HostView> page =
        InventoryLists.hosts(state, EVERYTHING, new Asked<>(new HostFilter(null, "h"), null, 1000));
    assertThat(page.items()).hasSize(10).allMatch(host -> host.vms() == 25);
    assertThat(page.items())
        .allMatch(host -> host.memoryReservedBytes() == 25 * DataSize.ofMebibytes(64).bytes());
    HostFilter away = new HostFilter(HostView.Connection.DISCONNECTED, null);
    assertThat(InventoryLists.hosts(state, EVERYTHING, new Asked<>(away, null, 10)).items())
        .isEmpty();
  }

  @Test
  void whoSeesLittleIsShownThatAndNoMore() {
    Sight few = new OnlyNamed("web-00100");
    assertThat(all(state, few, ALL, 50)).containsExactly("web-00100");
  }

  /** Sees what is called like that. */
  private record OnlyNamed(String name) implements Sight {
    @Override
    public boolean test(Lineage lineage) {
      return lineage.at().value().endsWith(name);
    }
  }

  @Test
  void aCursorOfAnotherListIsRefused() {
    String other = new KeyCursor("hosts", "h1").toString();
    for (String cursor : List.of(other, "?", "a".repeat(5000), "dm1z", "")) {
      GodwitException refused =
          catchThrowableOfType(GodwitException.class, () -> page(state, ALL, cursor, 10));
      assertThat(refused.code()).as(cursor).isEqualTo(ErrorCode.REQUEST_MALFORMED);
    }
  }

  @Test
  void aPageLooksAtNoMoreThanItMay() {
    Table<VmName, Integer> table = Table.empty();
    for (int i = 0; i < Listing.MAX_LOOKED_AT + 5; i++) {
      table = table.with(new VmName("v" + (100_000 + i)), i);
    }
    List<Integer> lookedAt = new ArrayList<>();
    PageView<Integer> page =
        Listing.page(
            table,
            new Listing.Part("vms", 10),
            number -> {
              lookedAt.add(number);
              return Optional.<Integer>empty();
            });
    assertThat(page.items()).isEmpty();
    assertThat(page.next()).isNotNull();
    assertThat(lookedAt).hasSize(Listing.MAX_LOOKED_AT);
  }
}
