package io.godwit.agent.platform;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.godwit.model.vm.MacAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Frames} over a socket of the family AF_PACKET. Arrivals carry the kernel's time stamps, so
 * that a thread that is woken late measures no worse.
 */
public final class PacketSocket implements Frames {
  /** ARP's EtherType. */
  public static final int ARP = 0x0806;

  /** RARP's EtherType. */
  public static final int RARP = 0x8035;

  /** IPv4's EtherType. */
  public static final int IPV4 = 0x0800;

  /** No EtherType: whatever comes or goes. */
  public static final int EVERYTHING = 0x0003;

  /** What is read of a frame: enough for any header that is looked at here. */
  public static final int SNAP_BYTES = 128;

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 02000000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int POLLIN = 1;
  private static final int MSG_DONTWAIT = 0x40;
  private static final long SIOCGSTAMPNS = 0x8907;

  /** Bytes of a struct sockaddr_ll. */
  private static final int ADDRESS_BYTES = 20;

  private static final int INSTRUCTION_BYTES = 8;

  /** Of a struct ifreq: the whole, and the device's name at its beginning. */
  private static final int REQUEST_BYTES = 40;

  private static final int NAME_BYTES = 16;
  private static final long SIOCGIFHWADDR = 0x8927;
  private static final long SIOCGIFMTU = 0x8921;
  private static final HexFormat PAIRS = HexFormat.ofDelimiter(":");
  private static final long NANOS = 1_000_000_000L;

  private final Arena arena = Arena.ofConfined();
  private final Libc libc = Libc.linked();
  private final MemorySegment buffer = arena.allocate(SNAP_BYTES);
  private final MemorySegment stamp = arena.allocate(16, 8);
  private final MemorySegment poll = arena.allocate(8, 4);
  private final String device;
  private final int socket;

  private PacketSocket(String device, int etherType, FrameFilter filter) throws IOException {
    this.device = device;
    int network = Short.toUnsignedInt(Short.reverseBytes((short) etherType));
    // Deaf until it is bound: a socket opened for a type would hear all devices before.
    socket = libc.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    try {
      if (filter != FrameFilter.ALL) {
        attach(filter.program());
      }
      bind(device, network);
      // The first question turns the stamps on.
      libc.ioctl(socket, SIOCGSTAMPNS, stamp);
    } catch (IOException | RuntimeException refused) {
      close();
      throw refused;
    }
  }

  /**
   * {@link Frames.Opener} of this host. The socket is used and closed by the thread that opens it.
   */
  public static Frames open(String device, int etherType, FrameFilter filter) throws IOException {
    return new PacketSocket(device, etherType, filter);
  }

  private void attach(List<FrameFilter.Step> program) throws IOException {
    MemorySegment steps = arena.allocate((long) INSTRUCTION_BYTES * program.size(), 8);
    for (int i = 0; i < program.size(); i++) {
      FrameFilter.Step step = program.get(i);
      long at = (long) INSTRUCTION_BYTES * i;
      steps.set(JAVA_SHORT, at, (short) step.code());
      steps.set(JAVA_BYTE, at + 2, (byte) step.ifTrue());
      steps.set(JAVA_BYTE, at + 3, (byte) step.ifFalse());
      steps.set(JAVA_INT, at + 4, step.operand());
    }
    MemorySegment whole = arena.allocate(16, 8);
    whole.set(JAVA_SHORT, 0, (short) program.size());
    whole.set(ADDRESS, 8, steps);
    libc.setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, whole);
  }

  private void bind(String device, int networkType) throws IOException {
    MemorySegment address = arena.allocate(ADDRESS_BYTES, 4);
    address.set(JAVA_SHORT, 0, (short) AF_PACKET);
    address.set(JAVA_SHORT, 2, (short) networkType);
    address.set(JAVA_INT, 4, device.isEmpty() ? 0 : libc.index(arena.allocateFrom(device), device));
    libc.bind(socket, address);
  }

  @Override
  public void send(byte[] frame) throws IOException {
    MemorySegment.copy(frame, 0, buffer, JAVA_BYTE, 0, Math.min(frame.length, SNAP_BYTES));
    libc.send(socket, buffer, frame.length);
  }

  @Override
  public @Nullable Arrival receive(Duration patience) throws IOException {
    poll.set(JAVA_INT, 0, socket);
    poll.set(JAVA_INT, 4, POLLIN);
    if (libc.poll(poll, patience) == 0) {
      return null;
    }
    int length = libc.receive(socket, buffer, MSG_DONTWAIT);
    if (length < 0) {
      return null;
    }
    return new Arrival(buffer.asSlice(0, length).toArray(JAVA_BYTE), stamped());
  }

  private long stamped() throws IOException {
    libc.ioctl(socket, SIOCGSTAMPNS, stamp);
    long seconds = stamp.get(JAVA_LONG.withOrder(ByteOrder.nativeOrder()), 0);
    return seconds <= 0 ? now() : seconds * NANOS + stamp.get(JAVA_LONG, 8);
  }

  @Override
  public MacAddress own() throws IOException {
    byte[] address = asked(SIOCGIFHWADDR).asSlice(NAME_BYTES + 2, 6).toArray(JAVA_BYTE);
    return new MacAddress(PAIRS.formatHex(address));
  }

  @Override
  public int mtu() throws IOException {
    return asked(SIOCGIFMTU).get(JAVA_INT, NAME_BYTES);
  }

  /** What the kernel says of the device; Java knows only those that have an IP address. */
  private MemorySegment asked(long what) throws IOException {
    MemorySegment request = arena.allocate(REQUEST_BYTES, 8);
    byte[] name = device.getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(name, 0, request, JAVA_BYTE, 0, Math.min(name.length, NAME_BYTES - 1));
    libc.ioctl(socket, what, request);
    return request;
  }

  /** This moment, on the same clock as {@link Frames.Arrival#atNanos}. */
  public static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * NANOS + now.getNano();
  }

  @Override
  public void close() {
    libc.close(socket);
    arena.close();
  }
}
