/**
 * What happened, told once and kept. Entry: {@link io.godwit.model.event.Event}.
 *
 * <p>Events are the audit trail: who did what, on what, from where, and how it ended. They are
 * values; who writes them down and for how long is decided elsewhere.
 */
@NullMarked
package io.godwit.model.event;

import org.jspecify.annotations.NullMarked;
