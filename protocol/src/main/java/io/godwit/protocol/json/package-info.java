/**
 * How the vocabulary looks as JSON. Entry: {@link io.godwit.protocol.json.Json}.
 *
 * <p>Values of one component are their value: ids and names are strings, a data size is bytes, a
 * data rate bytes per second, a duration nanoseconds, an instant an ISO 8601 string. Sealed types
 * carry {@code "type"}. Unknown fields are refused in requests and ignored between our own parts,
 * so that a newer part can talk to an older one.
 */
@NullMarked
package io.godwit.protocol.json;

import org.jspecify.annotations.NullMarked;
