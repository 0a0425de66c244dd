/**
 * What guests do with their memory, so that a migration can be foretold. Read from outside of QEMU,
 * a few thousand pages at a time.
 */
@NullMarked
package io.godwit.agent.memory;

import org.jspecify.annotations.NullMarked;
