/** Taps: the host's end of a VM's cards. Entry: {@link io.godwit.agent.network.Taps}. */
@NullMarked
package io.godwit.agent.network;

import org.jspecify.annotations.NullMarked;
