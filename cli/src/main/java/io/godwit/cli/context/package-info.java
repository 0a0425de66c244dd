/**
 * Whom the command calls, and as whom, when nobody says so. Entry: {@link
 * io.godwit.cli.context.ContextFile}.
 *
 * <p>A context is a data center as a person calls it: the addresses of its managers, the authority
 * they are believed by, and a token. {@code godwit login} makes one; the file holds all of them and
 * says which is meant if none is named.
 *
 * <p>Invariants: the file is never readable by others, not for a moment either, and is not read if
 * it is; it is replaced as a whole. A token is sent to the managers of its own context only. An
 * authority that was believed once is not exchanged without the person's saying so.
 *
 * <p>Threads: the caller's. Two commands that write at once: the later one wins whole.
 *
 * <p>How it fails: with a sentence that names the file; nothing is repaired silently.
 *
 * <p>Not here: the kept lab, which the launcher knows, and the order in which flags, environment
 * and contexts count ({@code Target}).
 */
@NullMarked
package io.godwit.cli.context;

import org.jspecify.annotations.NullMarked;
