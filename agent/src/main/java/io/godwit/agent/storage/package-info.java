/** Datastores as directories of this host. Entry: {@link io.godwit.agent.storage.Datastores}. */
@NullMarked
package io.godwit.agent.storage;

import org.jspecify.annotations.NullMarked;
