/** The public API from a caller's side. Entry: {@link io.godwit.protocol.client.ApiClient}. */
@NullMarked
package io.godwit.protocol.client;

import org.jspecify.annotations.NullMarked;
