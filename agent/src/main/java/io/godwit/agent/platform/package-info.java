/**
 * The machine underneath: commands, processes, users. Everything that is not pure and not QEMU
 * enters the agent here. Entry: {@link io.godwit.agent.platform.Commands}.
 */
@NullMarked
package io.godwit.agent.platform;

import org.jspecify.annotations.NullMarked;
