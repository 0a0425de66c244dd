/** Networks of VMs, on real devices. */
@NullMarked
package io.godwit.testbed.network;

import org.jspecify.annotations.NullMarked;
