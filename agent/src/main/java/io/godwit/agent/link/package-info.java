/**
 * The stream to the manager and the desk that takes its orders. Entry: {@link
 * io.godwit.agent.link.ManagerLink}.
 */
@NullMarked
package io.godwit.agent.link;

import org.jspecify.annotations.NullMarked;
