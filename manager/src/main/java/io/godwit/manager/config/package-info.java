/**
 * What the manager is told when it starts. Entry: {@link io.godwit.manager.config.ManagerConfig}.
 *
 * <p>One YAML file becomes one record; an unknown key, a missing one or a wrong value stops the
 * start with a sentence that names it. Read once, by the main thread. Not here: defaults that
 * change what is served to whom.
 */
@NullMarked
package io.godwit.manager.config;

import org.jspecify.annotations.NullMarked;
