/** To be written. */
@NullMarked
package io.godwit.agent;

import org.jspecify.annotations.NullMarked;
