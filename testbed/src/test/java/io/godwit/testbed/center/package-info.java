/**
 * What end-to-end tests stand on. Entry: {@link io.godwit.testbed.center.TestCenter}, a lab that
 * lives as long as a test class and is emptied after each test.
 *
 * <p>A class that uses it carries {@link io.godwit.testbed.center.NeedsLab}: where a lab cannot be,
 * it is skipped and says why. Nothing here waits without a condition and a deadline; deadlines are
 * for a machine that does something else as well.
 */
@NullMarked
package io.godwit.testbed.center;

import org.jspecify.annotations.NullMarked;
