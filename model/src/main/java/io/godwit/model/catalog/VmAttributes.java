package io.godwit.model.catalog;

import io.godwit.model.migration.LimitsWish;
import io.godwit.model.vm.VmId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people have said of a VM, beside what it is.
 *
 * @param folder where it is filed; nowhere if null
 * @param pool the part of its cluster that it is entitled to; none if null
 * @param migration limits of its migrations, where the call says no others
 * @param automation who decides that it moves; as its cluster is balanced if null
 * @param quiet when it must not move
 * @param resources what it has of its host beside others
 */
public record VmAttributes(
    VmId vm,
    @Nullable FolderPath folder,
    @Nullable PoolId pool,
    List<TagName> tags,
    String notes,
    LimitsWish migration,
    @Nullable Automation automation,
    List<QuietTime> quiet,
    Resources resources) {
  public VmAttributes {
    quiet = List.copyOf(quiet);
    if (quiet.size() > QuietTime.MOST) {
      throw new IllegalArgumentException("a VM has at most " + QuietTime.MOST + " quiet times");
    }
    tags = Texts.sorted(tags);
    Texts.requireNotes(notes);
  }

  /** Of a VM that has nothing of its own kept. */
  public VmAttributes(
      VmId vm,
      @Nullable FolderPath folder,
      @Nullable PoolId pool,
      List<TagName> tags,
      String notes,
      LimitsWish migration,
      @Nullable Automation automation,
      List<QuietTime> quiet) {
    this(vm, folder, pool, tags, notes, migration, automation, quiet, Resources.DEFAULT);
  }

  /** Of a VM nobody has said anything of. */
  public static VmAttributes of(VmId vm) {
    return new VmAttributes(vm, null, null, List.of(), "", LimitsWish.NONE, null, List.of());
  }

  /** Whether nobody has said anything of it; not called isPlain, see {@code Json}. */
  public boolean plain() {
    return equals(of(vm));
  }

  /** The same with other tags. */
  public VmAttributes tagged(List<TagName> other) {
    return new VmAttributes(
        vm, folder, pool, other, notes, migration, automation, quiet, resources);
  }

  /** The same outside of every pool. */
  public VmAttributes unpooled() {
    return new VmAttributes(vm, folder, null, tags, notes, migration, automation, quiet, resources);
  }

  /** The same with nothing of its host kept. */
  public VmAttributes unreserved() {
    return new VmAttributes(
        vm, folder, pool, tags, notes, migration, automation, quiet, resources.unreserved());
  }

  /** The same outside of every folder. */
  public VmAttributes unfiled() {
    return new VmAttributes(vm, null, pool, tags, notes, migration, automation, quiet, resources);
  }
}
