package io.godwit.lab.demo;

import io.godwit.protocol.api.MigrationView;

/** Shows one migration while it runs; closed when it has ended. */
public interface MigrationDisplay extends AutoCloseable {
  void show(MigrationView migration);

  @Override
  void close();
}
