/** What runs on the lab besides its demo: end-to-end tests (in the test tree) and benchmarks. */
@NullMarked
package io.godwit.testbed;

import org.jspecify.annotations.NullMarked;
