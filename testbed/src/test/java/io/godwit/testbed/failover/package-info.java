/** Managers that die or stand still, with everything else real. */
@NullMarked
package io.godwit.testbed.failover;

import org.jspecify.annotations.NullMarked;
