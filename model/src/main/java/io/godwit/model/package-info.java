/**
 * The vocabulary of Godwit: ids, units, specs, states and error codes that every other module
 * speaks.
 *
 * <p>Everything here is an immutable value: records with validating constructors, enums and sealed
 * interfaces. There is no clock, no thread, no input or output and no library but the JDK; an
 * architecture test holds that. How values look as JSON is decided in {@code
 * io.godwit.protocol.json}.
 */
@NullMarked
package io.godwit.model;

import org.jspecify.annotations.NullMarked;
