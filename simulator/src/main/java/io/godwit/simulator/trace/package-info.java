/**
 * What VMs wanted in the past, from files. Entry: {@link io.godwit.simulator.trace.TraceFile}.
 *
 * <pre>
 *  name,24,34,29,…  (288 numbers)  ─► TraceFile.read ─► Trace: percent(vm, sample)
 * </pre>
 *
 * <p>A file is taken whole or not at all: a row with a hole, too few or too many samples, a
 * negative value or a word where a number belongs ends in {@link
 * io.godwit.model.error.ErrorCode#TRACE_INVALID} with the file, the line and the reason. The one
 * thing that is corrected are values above 100 %, which are taken as 100 and counted, because
 * measured traces have them.
 */
@NullMarked
package io.godwit.simulator.trace;

import org.jspecify.annotations.NullMarked;
