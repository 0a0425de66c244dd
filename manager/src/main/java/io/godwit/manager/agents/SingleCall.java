package io.godwit.manager.agents;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.protocol.agent.Enrolment.Granted;
import io.godwit.protocol.agent.Refusal;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a method with one request and one answer to whoever calls. A few at a time, because each
 * may send a message as large as a Hello; and not for long, because a caller may send nothing.
 */
final class SingleCall<T> implements ServerCallHandler<T, Granted> {
  /** Times the largest message: what strangers can make this manager hold. */
  private static final int MAX_AT_ONCE = 4;

  /** A request is one packet. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(SingleCall.class);

  private final BiFunction<Peer, T, Granted> work;
  private final ScheduledExecutorService timer;
  private final Semaphore places = new Semaphore(MAX_AT_ONCE);

  SingleCall(BiFunction<Peer, T, Granted> work, ScheduledExecutorService timer) {
    this.work = work;
    this.timer = timer;
  }

  @Override
  public ServerCall.Listener<T> startCall(ServerCall<T, Granted> call, Metadata headers) {
    if (!places.tryAcquire()) {
      refuse(
          call,
          Refusal.of(
              new Problem(
                  ErrorCode.ENROLMENT_THROTTLED,
                  "Too many enrolments are under way.",
                  "Try again in some seconds.")));
      return new ServerCall.Listener<>() {};
    }
    Serving serving = new Serving(call, Peer.current());
    call.request(2); // one, and what would be one too many
    return serving;
  }

  private static void refuse(ServerCall<?, ?> call, StatusRuntimeException why) {
    Metadata trailers = why.getTrailers();
    call.close(why.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  /** One call. gRPC calls it from one thread at a time; the timer is the only other. */
  private final class Serving extends ServerCall.Listener<T> {
    private final ServerCall<T, Granted> call;
    private final Peer peer;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();
    private final ScheduledFuture<?> deadline;
    private @Nullable T request;

    Serving(ServerCall<T, Granted> call, Peer peer) {
      this.call = call;
      this.peer = peer;
      this.deadline =
          timer.schedule(
              () -> end(Status.DEADLINE_EXCEEDED.withDescription("no request came")),
              DEADLINE.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    @Override
    public void onMessage(T message) {
      if (request != null) {
        end(Status.INVALID_ARGUMENT.withDescription("one request is enough"));
      }
      request = message;
    }

    @Override
    public void onHalfClose() {
      T asked = request;
      if (asked == null) {
        end(Status.INVALID_ARGUMENT.withDescription("there is no request"));
        return;
      }
      if (!answered.compareAndSet(false, true)) {
        return;
      }
      try {
        Granted granted = work.apply(peer, asked);
        call.sendHeaders(new Metadata());
        call.sendMessage(granted);
        call.close(Status.OK, new Metadata());
      } catch (StatusRuntimeException refused) {
        refuse(call, refused);
      } catch (GodwitException refused) {
        LOG.info("{} at {} was refused: {}", asked, peer.address(), refused.getMessage());
        refuse(call, Refusal.of(refused.problem()));
      } catch (RuntimeException defect) {
        LOG.error("{} at {} failed", asked, peer.address(), defect);
        call.close(Status.INTERNAL.withDescription("a defect of the manager"), new Metadata());
      }
    }

    @Override
    public void onCancel() {
      leave();
    }

    @Override
    public void onComplete() {
      leave();
    }

    private void end(Status status) {
      if (answered.compareAndSet(false, true)) {
        call.close(status, new Metadata());
        leave();
      }
    }

    private void leave() {
      if (left.compareAndSet(false, true)) {
        deadline.cancel(false);
        places.release();
      }
    }
  }
}
