/**
 * Which managers form the control plane. Entry: {@link io.godwit.manager.membership.Members}.
 *
 * <p>Invariants: a number belongs to one name for ever, because a server's files carry it; a
 * manager that was removed may come back under its name. Threads: none; everything is immutable.
 * Not here: which of them runs or leads (store), and how one is let in (rest, store).
 */
@NullMarked
package io.godwit.manager.membership;

import org.jspecify.annotations.NullMarked;
