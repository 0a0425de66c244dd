/** What a host is and offers. Entry: {@link io.godwit.model.host.HostDescription}. */
@NullMarked
package io.godwit.model.host;

import org.jspecify.annotations.NullMarked;
