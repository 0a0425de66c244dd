package io.godwit.manager.orchestration;

import java.util.ArrayList;
import java.util.List;

/** Virtual threads that do not outlive the block that opened them. Used by one thread. */
final class TaskScope implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();

  void fork(String name, Runnable task) {
    threads.add(Thread.ofVirtual().name(name).start(task));
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
