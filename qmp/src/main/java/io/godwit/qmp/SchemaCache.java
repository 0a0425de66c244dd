package io.godwit.qmp;

import io.godwit.model.host.QemuVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Schemas already read in this process. QEMU 7.2 takes 35 ms to write one, with its main loop and
 * so the guest's devices held up meanwhile, and a host's VMs mostly run the same binary.
 *
 * <p>Safe for use by many threads. Two connections at once may both ask QEMU; that is harmless.
 */
final class SchemaCache {
  /** More builds than a host runs at once, even in the middle of an upgrade. */
  private static final int MAX_BUILDS = 8;

  /** One build of QEMU: the greeting's version and package do not tell a binary's architecture. */
  record Build(QemuVersion version, String packageName, String architecture) {
    /** A build from source has no package name: two of the same version may well differ. */
    boolean isTraceable() {
      return !packageName.isBlank();
    }
  }

  private final Map<Build, QmpSchema> schemas = new LinkedHashMap<>();

  synchronized @Nullable QmpSchema find(Build build) {
    return schemas.get(build);
  }

  synchronized void keep(Build build, QmpSchema schema) {
    if (!build.isTraceable()) {
      return;
    }
    if (schemas.size() >= MAX_BUILDS && !schemas.containsKey(build)) {
      schemas.remove(schemas.keySet().iterator().next());
    }
    schemas.put(build, schema);
  }
}
