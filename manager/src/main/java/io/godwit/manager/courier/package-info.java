/**
 * Brings hosts up to what they should have of something. Entry: {@link
 * io.godwit.manager.courier.Couriers}.
 *
 * <pre>
 *   state ── Wishes: what each host should have ──► Courier per host ── Words ──► orders
 * </pre>
 *
 * <p>One thread looks at each new state, one for each host gives it its orders, one after the
 * other, so that none overtakes another. A host that is away is told when it is back; an order that
 * is not answered is followed by all there is to know.
 *
 * <p>Not here: what hosts should have (overlay, portion).
 */
@NullMarked
package io.godwit.manager.courier;

import org.jspecify.annotations.NullMarked;
