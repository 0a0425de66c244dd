/**
 * The public API's bodies, exactly as they look in JSON. Entry: {@link
 * io.godwit.protocol.api.ApiPaths}.
 *
 * <p>{@code openapi.yaml} beside these classes is the contract; a test holds the two together.
 * Numbers are raw and carry their unit last in the name. Fields may be added, never changed or
 * removed within {@code /api/v1}; readers ignore fields they do not know.
 */
@NullMarked
package io.godwit.protocol.api;

import org.jspecify.annotations.NullMarked;
