/**
 * Tracked operations. Entry: {@link io.godwit.model.task.TaskId}. What a task is, and how it ends,
 * is the manager's.
 */
@NullMarked
package io.godwit.model.task;

import org.jspecify.annotations.NullMarked;
