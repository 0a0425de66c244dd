/** To be written. */
@NullMarked
package io.godwit.testbed;

import org.jspecify.annotations.NullMarked;
