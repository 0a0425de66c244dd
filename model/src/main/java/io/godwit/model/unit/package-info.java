/** Quantities with their unit in the type. Entry: {@link io.godwit.model.unit.DataSize}. */
@NullMarked
package io.godwit.model.unit;

import org.jspecify.annotations.NullMarked;
