package io.godwit.qmp;

import org.jspecify.annotations.Nullable;

/**
 * A machine type the binary offers.
 *
 * @param alias the name that means this version of the type, such as {@code q35}
 * @param isDefault whether QEMU takes it when none is named
 */
public record Machine(String name, @Nullable String alias, boolean isDefault) {}
