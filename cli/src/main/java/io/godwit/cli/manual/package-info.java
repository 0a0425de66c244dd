/**
 * The commands' help as manual pages, for {@code man}. Entry: {@link
 * io.godwit.cli.manual.ManualPages}.
 *
 * <p>A page for the command and one for each group of verbs, as {@code godwit-vm(1)}, written in
 * the macros of man(7). They are made from the same model as {@code --help}, when the distribution
 * is built, so they cannot say anything else. picocli's own generator makes AsciiDoc, which takes
 * Ruby to become a manual page.
 *
 * <p>Pure. Not here: what is worth saying; that stands with the commands.
 */
@NullMarked
package io.godwit.cli.manual;

import org.jspecify.annotations.NullMarked;
