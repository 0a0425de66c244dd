package io.godwit.planner.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A SHA-256 digest of everything a plan is made from. Equal inputs have equal digests. */
public final class Digest {
  private static final int ROOM = 1 << 13;

  private final MessageDigest digest;
  private final ByteBuffer buffer = ByteBuffer.allocate(ROOM);

  private Digest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has SHA-256", absent);
    }
  }

  /**
   * Of a snapshot.
   *
   * @param question what else the answer depends on
   */
  public static String of(ClusterSnapshot snapshot, Object question) {
    Digest digest = new Digest();
    digest.put(snapshot.at().toString());
    digest.put(snapshot.hosts().size()).put(snapshot.vms().size());
    snapshot.hosts().forEach(digest::host);
    snapshot.vms().forEach(digest::vm);
    snapshot.rules().forEach(rule -> digest.put(rule.toString()));
    snapshot.underWay().forEach(move -> digest.put(move.toString()));
    return digest.put(question.toString()).hex();
  }

  private void host(HostFacts host) {
    put(host.id().value()).put(host.faultDomain()).put(host.cores()).put(host.memory().bytes());
    put(host.cpuOvercommit()).put(host.link().bytesPerSecond()).put(host.condition().name());
    put(host.power() == null ? null : host.power().toString());
  }

  private void vm(VmFacts vm) {
    put(vm.id().value().getMostSignificantBits()).put(vm.id().value().getLeastSignificantBits());
    put(vm.name().value()).put(vm.home() == null ? null : vm.home().value());
    put(vm.vcpus()).put(vm.memory().bytes()).put(vm.backed().bytes());
    switch (vm.demand()) {
      case Demand.Known known -> known(known);
      case Demand.Unknown _ -> put(0);
    }
    Entitlement entitled = vm.entitlement();
    put(entitled.reservedCores()).put(entitled.limitCores()).put(entitled.weight());
    put(entitled.reservedMemory().bytes());
    Mobility mobility = vm.mobility();
    put(mobility.automation().name()).put(mobility.frozen().size()).put(mobility.obstacle());
    mobility.frozen().forEach(window -> put(window.toString()));
    MoveCost cost = mobility.cost();
    put(cost.bytes().bytes()).put(cost.duration().toNanos()).put(cost.downtime().toNanos());
    put(cost.slowdown());
  }

  private void known(Demand.Known known) {
    CpuDemand cpu = known.cpu();
    put(1).put(cpu.mean()).put(cpu.high()).put(cpu.low()).put(cpu.stable().toNanos());
    put(known.memory().bytes()).put(known.network().bytesPerSecond()).put(known.ready());
  }

  private Digest put(long value) {
    room(Long.BYTES);
    buffer.putLong(value);
    return this;
  }

  private Digest put(double value) {
    return put(Double.doubleToLongBits(value));
  }

  private Digest put(@Nullable String value) {
    if (value == null) {
      return put(-1);
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    put(bytes.length);
    room(bytes.length);
    if (bytes.length > buffer.remaining()) {
      digest.update(bytes);
    } else {
      buffer.put(bytes);
    }
    return this;
  }

  private void room(int bytes) {
    if (buffer.remaining() < bytes) {
      flush();
    }
  }

  private void flush() {
    digest.update(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  private String hex() {
    flush();
    return HexFormat.of().formatHex(digest.digest());
  }
}
