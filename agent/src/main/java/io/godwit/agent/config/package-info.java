/** What an agent is told at start. Entry: {@link io.godwit.agent.config.AgentConfig}. */
@NullMarked
package io.godwit.agent.config;

import org.jspecify.annotations.NullMarked;
