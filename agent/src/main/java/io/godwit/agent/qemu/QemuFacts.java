package io.godwit.agent.qemu;

import io.godwit.model.host.CpuSupport;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.host.TransportSupport;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an emulator is, asked of the binary itself.
 *
 * @param version its release
 * @param machineTypes versioned machine types, newest first
 * @param aliases what {@code q35} and the like mean
 * @param transport how it can send and take a guest's memory
 * @param emulated what the processors of a software-emulated guest can be; empty if it does not say
 */
public record QemuFacts(
    QemuVersion version,
    List<String> machineTypes,
    Map<String, String> aliases,
    TransportSupport transport,
    Optional<CpuSupport> emulated) {
  public QemuFacts {
    machineTypes = List.copyOf(machineTypes);
    aliases = Map.copyOf(aliases);
    Objects.requireNonNull(transport, "as an earlier agent wrote it");
    Objects.requireNonNull(emulated, "as an earlier agent wrote it");
  }
}
