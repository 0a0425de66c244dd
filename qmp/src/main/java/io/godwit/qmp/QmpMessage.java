package io.godwit.qmp;

import io.godwit.model.host.QemuVersion;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One line from QEMU. */
sealed interface QmpMessage {
  /**
   * The first line of every session.
   *
   * @param packageName the distributor's name of the build; may be empty
   */
  record Greeting(QemuVersion version, String packageName, Set<String> capabilities)
      implements QmpMessage {
    public Greeting {
      capabilities = Set.copyOf(capabilities);
    }
  }

  /** Ends a command. The id is null where QEMU could not read the command's own. */
  sealed interface Answer extends QmpMessage {
    @Nullable Long id();
  }

  record Success(@Nullable Long id, JsonNode value) implements Answer {}

  record Failure(@Nullable Long id, String errorClass, String description) implements Answer {}

  record Event(QmpEvent event) implements QmpMessage {}
}
