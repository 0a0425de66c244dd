/** What can go wrong, in five kinds. Entry: {@link io.godwit.model.error.ErrorCode}. */
@NullMarked
package io.godwit.model.error;

import org.jspecify.annotations.NullMarked;
