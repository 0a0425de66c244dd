/** To be written. */
@NullMarked
package io.godwit.manager;

import org.jspecify.annotations.NullMarked;
