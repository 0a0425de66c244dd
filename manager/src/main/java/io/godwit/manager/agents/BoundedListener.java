package io.godwit.manager.agents;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts so many connections and no more; those beyond are closed before they cost anything. */
final class BoundedListener extends NioServerSocketChannel {
  /** Four times the hosts of the largest data center that is promised. */
  static final int MAX_CONNECTIONS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(BoundedListener.class);

  private final AtomicInteger open = new AtomicInteger();
  private boolean full;

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it is the one that is listened to
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int read = super.doReadMessages(accepted);
    if (read <= 0) {
      return read;
    }
    Channel connection = (Channel) accepted.getLast();
    if (open.incrementAndGet() > MAX_CONNECTIONS) {
      open.decrementAndGet();
      accepted.removeLast();
      connection.unsafe().closeForcibly();
      if (!full) {
        full = true; // once for each time that it fills up
        LOG.warn("{} connections are open; more are closed at once", MAX_CONNECTIONS);
      }
      return 0;
    }
    full = false;
    connection.closeFuture().addListener(_ -> open.decrementAndGet());
    return read;
  }
}
