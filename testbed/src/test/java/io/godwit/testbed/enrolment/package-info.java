/** An agent's link and a manager's server, without hosts: who is let in, and who is followed. */
@NullMarked
package io.godwit.testbed.enrolment;

import org.jspecify.annotations.NullMarked;
