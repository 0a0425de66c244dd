package io.godwit.testbed.simulation.scheduler;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What of the JDK is not public: a virtual thread's scheduler, a condition's lock, a lock's holder.
 */
final class Fibers {
  private static final Constructor<?> BUILDER = builder();
  private static final Method HOLDER = holder();

  private Fibers() {}

  private static Constructor<?> builder() {
    try {
      Constructor<?> found =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      found.setAccessible(true);
      return found;
    } catch (ReflectiveOperationException | RuntimeException closed) {
      throw unsupported(closed);
    }
  }

  /** A virtual thread that {@code scheduler} is given whenever it can go on; not started. */
  static Thread unstarted(Executor scheduler, String name, Runnable body) {
    try {
      return ((Thread.Builder.OfVirtual) BUILDER.newInstance(scheduler))
          .name(name)
          .inheritInheritableThreadLocals(false)
          .unstarted(body);
    } catch (ReflectiveOperationException refused) {
      throw unsupported(refused);
    }
  }

  /** Wakes all that wait for a condition, as whoever holds its lock would. Blocks for the lock. */
  static void wake(Condition condition) {
    AbstractQueuedSynchronizer lock = lockOf(condition);
    lock.acquire(1);
    try {
      condition.signalAll();
    } finally {
      lock.release(1);
    }
  }

  /**
   * A lock.
   *
   * @param holder null if nobody has it
   * @param next who gets it next; null if nobody waits
   */
  record Lock(@Nullable Thread holder, @Nullable Thread next) {}

  /** The lock that a thread waits for; empty if it waits for something else. */
  static Optional<Lock> lock(Thread waiting) {
    Object what = LockSupport.getBlocker(waiting);
    if (!(what instanceof AbstractQueuedSynchronizer queue)
        || !ReentrantLock.class.equals(what.getClass().getEnclosingClass())) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Lock((Thread) HOLDER.invoke(queue), queue.getFirstQueuedThread()));
    } catch (ReflectiveOperationException closed) {
      throw unsupported(closed);
    }
  }

  private static Method holder() {
    try {
      Method found = AbstractOwnableSynchronizer.class.getDeclaredMethod("getExclusiveOwnerThread");
      found.setAccessible(true);
      return found;
    } catch (ReflectiveOperationException | RuntimeException closed) {
      throw unsupported(closed);
    }
  }

  private static AbstractQueuedSynchronizer lockOf(Condition condition) {
    try {
      Field outer = condition.getClass().getDeclaredField("this$0");
      outer.setAccessible(true);
      return (AbstractQueuedSynchronizer) outer.get(condition);
    } catch (ReflectiveOperationException | RuntimeException closed) {
      throw unsupported(closed);
    }
  }

  private static IllegalStateException unsupported(Exception why) {
    return new IllegalStateException(
        "the simulation needs a JDK 25 with --add-opens java.base/java.lang=ALL-UNNAMED"
            + " --add-opens java.base/java.util.concurrent.locks=ALL-UNNAMED",
        why);
  }
}
