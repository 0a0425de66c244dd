package io.godwit.testbed.center;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Skips a class of tests where a lab cannot be, and says what is missing. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LabCondition.class)
public @interface NeedsLab {
  /** Which QEMUs the tests start. */
  Qemus value() default Qemus.NEW;

  /** The QEMUs there may be on a machine. */
  enum Qemus {
    /** The one that {@code GODWIT_QEMU} names. */
    NEW,
    /** That one, and the one that {@code GODWIT_QEMU_DISTRIBUTION} names, 7.2 on Debian 12. */
    NEW_AND_DISTRIBUTION
  }
}
