package io.godwit.manager.orchestration;

import io.godwit.manager.time.Time;
import java.util.ArrayList;
import java.util.List;

/** Virtual threads that do not outlive the block that opened them. Used by one thread. */
final class TaskScope implements AutoCloseable {
  private final Time time;
  private final List<Thread> threads = new ArrayList<>();

  TaskScope(Time time) {
    this.time = time;
  }

  void fork(String name, Runnable task) {
    Thread thread = time.thread(name, task);
    threads.add(thread);
    thread.start();
  }

  /** Interrupts what still runs and waits for its end. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
