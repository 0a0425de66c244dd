package io.godwit.manager.store;

import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How ZooKeeper's servers encrypt what they tell each other, and know who tells it. ZooKeeper makes
 * one of these by its name, so there is one context for a process.
 */
public final class QuorumTls implements Supplier<SSLContext> {
  private static volatile @Nullable SSLContext context;

  static void use(SSLContext other) {
    context = other;
  }

  @Override
  public SSLContext get() {
    SSLContext known = context;
    if (known == null) {
      throw new IllegalStateException("no server was started with TLS");
    }
    return known;
  }
}
