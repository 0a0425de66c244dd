/** Messages between the parts. {@code agent}: manager and hosts; {@code api}: the public API. */
@NullMarked
package io.godwit.protocol;

import org.jspecify.annotations.NullMarked;
