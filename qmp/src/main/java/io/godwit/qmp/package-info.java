/** To be written. */
@NullMarked
package io.godwit.qmp;

import org.jspecify.annotations.NullMarked;
