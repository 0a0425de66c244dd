/** To be written. */
@NullMarked
package io.godwit.lab;

import org.jspecify.annotations.NullMarked;
