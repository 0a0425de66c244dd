package io.godwit.agent.portion;

import io.godwit.model.catalog.Resources;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.Portion;
import io.godwit.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** What was last said of this host's VMs, for an agent that starts again. */
final class PortionFile {
  private static final Logger LOG = LoggerFactory.getLogger(PortionFile.class);

  private final Path file;

  PortionFile(Path state) {
    this.file = state.resolve("portions.json");
  }

  /** Nothing if nobody has said anything, or nobody can read it; the manager says it again. */
  Map<VmId, Resources> read() {
    Map<VmId, Resources> said = new TreeMap<>();
    try {
      if (Files.exists(file)) {
        Json.LENIENT
            .readValue(Files.readString(file), Order.KeepPortions.class)
            .portions()
            .forEach(portion -> said.put(portion.vm(), portion.resources()));
      }
    } catch (IOException | JacksonException unreadable) {
      LOG.warn("{} is passed over until the manager has spoken: {}", file, unreadable.toString());
    }
    return said;
  }

  void write(Map<VmId, Resources> said) {
    List<Portion> portions = new ArrayList<>();
    said.forEach((vm, resources) -> portions.add(new Portion(vm, resources)));
    Path next = file.resolveSibling("portions.json.next");
    try {
      Files.writeString(next, Json.LENIENT.writeValueAsString(new Order.KeepPortions(portions)));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException refused) {
      throw new GodwitException(
          ErrorCode.HOST_SETUP_FAILED,
          "What VMs have of this host cannot be kept in "
              + file
              + ": "
              + refused.getMessage()
              + ".",
          "Look at the disk of the agent's stateDirectory; VMs have what they had before.");
    }
  }
}
