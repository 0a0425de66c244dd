/**
 * What people read: progress of a migration, tables, amounts and times in words. Entry: {@link
 * io.godwit.cli.text.MigrationProgressBar}; the lab's demo uses it too.
 *
 * <p>Pure: nothing here asks for the time, the terminal or the network. Text of a server is escaped
 * before it reaches a terminal ({@link io.godwit.cli.text.Words#escaped}), because a guest or a
 * stranger may have chosen it. Only ASCII is added to it, so that it reads the same in every
 * locale.
 */
@NullMarked
package io.godwit.cli.text;

import org.jspecify.annotations.NullMarked;
