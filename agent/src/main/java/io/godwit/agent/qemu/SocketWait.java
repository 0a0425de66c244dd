package io.godwit.agent.qemu;

import io.godwit.model.error.GodwitException;
import io.godwit.model.vm.VmName;
import io.godwit.qmp.QmpListener;
import io.godwit.qmp.QmpSession;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a new process listens on its socket, or has ended.
 *
 * <p>The kernel says when the socket appears (inotify). Between {@code bind} and {@code listen} a
 * connection is refused; that gap is microseconds long, and a short retry bridges it.
 */
final class SocketWait {
  private static final long RETRY_MS = 5;

  private final Path directory;
  private final Path socket;
  private final Process process;

  SocketWait(Path directory, String socket, Process process) {
    this.directory = directory;
    this.socket = directory.resolve(socket);
    this.process = process;
  }

  /** The session, or null if the process ended or the deadline passed. */
  @Nullable QmpSession connect(VmName vm, QmpListener listener, Duration deadline)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    try (WatchService watch = directory.getFileSystem().newWatchService()) {
      directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      CompletableFuture<Void> exit = process.onExit().thenRun(() -> close(watch));
      while (process.isAlive() && System.nanoTime() < end) {
        if (Files.exists(socket)) {
          try {
            return QmpSession.connect(
                vm, socket, listener, Duration.ofNanos(end - System.nanoTime()));
          } catch (GodwitException notYet) {
            watch.poll(RETRY_MS, TimeUnit.MILLISECONDS);
          }
        } else {
          watch.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
      }
      exit.cancel(false);
      return null;
    } catch (ClosedWatchServiceException ended) {
      return null;
    }
  }

  private static void close(WatchService watch) {
    try {
      watch.close();
    } catch (IOException closed) {
      // It is closed.
    }
  }
}
