package io.godwit.model.catalog;

import io.godwit.model.vm.VmId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people have said of a VM, beside what it is.
 *
 * @param folder where it is filed; nowhere if null
 * @param pool the part of its cluster that it is entitled to; none if null
 */
public record VmAttributes(
    VmId vm, @Nullable FolderPath folder, @Nullable PoolId pool, List<TagName> tags, String notes) {
  public VmAttributes {
    tags = Texts.sorted(tags);
    Texts.requireNotes(notes);
  }

  /** Of a VM nobody has said anything of. */
  public static VmAttributes of(VmId vm) {
    return new VmAttributes(vm, null, null, List.of(), "");
  }

  /** Whether nobody has said anything of it; not called isPlain, see {@code Json}. */
  public boolean plain() {
    return equals(of(vm));
  }

  /** The same with other tags. */
  public VmAttributes tagged(List<TagName> other) {
    return new VmAttributes(vm, folder, pool, other, notes);
  }

  /** The same outside of every pool. */
  public VmAttributes unpooled() {
    return new VmAttributes(vm, folder, null, tags, notes);
  }

  /** The same outside of every folder. */
  public VmAttributes unfiled() {
    return new VmAttributes(vm, null, pool, tags, notes);
  }
}
