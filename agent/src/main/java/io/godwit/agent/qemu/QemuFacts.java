package io.godwit.agent.qemu;

import io.godwit.model.host.QemuVersion;
import java.util.List;
import java.util.Map;

/**
 * What an emulator is, asked of the binary itself.
 *
 * @param version its release
 * @param machineTypes versioned machine types, newest first
 * @param aliases what {@code q35} and the like mean
 */
public record QemuFacts(
    QemuVersion version, List<String> machineTypes, Map<String, String> aliases) {
  public QemuFacts {
    machineTypes = List.copyOf(machineTypes);
    aliases = Map.copyOf(aliases);
  }
}
