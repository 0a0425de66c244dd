/**
 * The durable form of hard state. Entry: {@link io.godwit.manager.entity.Entities}.
 *
 * <pre>
 * state before, state after, keys that a record touches  -- Entities.writes --&gt;  what to keep
 * what is kept: {"kind": "vm", "schema": 1, "body": {...}} -- upgrades --&gt; today's form --&gt; state
 * </pre>
 *
 * <p>Invariants: an entity is one JSON document of a numbered form; an older form is upgraded step
 * by step when it is read, a newer one stops the start with a sentence; what a state has and what
 * is kept for it are the same, entity by entity.
 *
 * <p>Threads: none of its own; everything here is pure or immutable.
 *
 * <p>How it fails: a damaged entity is named ({@code UnreadableState}); nothing is repaired by
 * guessing.
 *
 * <p>Not here: where entities are kept (store), and what they mean (the packages that own them).
 */
@NullMarked
package io.godwit.manager.entity;

import org.jspecify.annotations.NullMarked;
