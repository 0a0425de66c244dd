package io.godwit.agent.platform;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/** The few calls of the C library that sockets of raw packets need. Linux on 64 bits. */
@SuppressWarnings("restricted") // Calling the kernel is what this class is for.
final class Libc {
  private static final int ENOENT = 2;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int ENOBUFS = 105;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_FIELD =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final class Linked {
    static final Libc LIBC = new Libc();
  }

  private final MethodHandle socket = ints("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private final MethodHandle bind = ints("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private final MethodHandle setsockopt =
      ints("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private final MethodHandle index = ints("if_nametoindex", ADDRESS);
  private final MethodHandle poll = ints("poll", ADDRESS, JAVA_LONG, JAVA_INT);
  private final MethodHandle ioctl =
      LINKER.downcallHandle(
          symbol("ioctl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2),
          ERRNO);
  private final MethodHandle send = longs("send");
  private final MethodHandle receive = longs("recv");
  private final MethodHandle close = ints("close", JAVA_INT);

  private Libc() {}

  static Libc linked() {
    return Linked.LIBC;
  }

  private static MemorySegment symbol(String name) {
    return LINKER.defaultLookup().findOrThrow(name);
  }

  private static MethodHandle ints(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(JAVA_INT, arguments), ERRNO);
  }

  private static MethodHandle longs(String name) {
    return LINKER.downcallHandle(
        symbol(name),
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
        ERRNO);
  }

  /** One call, with the memory that the error number comes back in. */
  private interface Call {
    long make(MemorySegment state) throws Throwable;
  }

  /** What a call came back with: its result, or the negated error number. */
  private static long made(Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = call.make(state);
      return result >= 0 ? result : -(int) ERRNO_FIELD.get(state, 0L);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static int checked(String name, long result) throws IOException {
    if (result < 0) {
      throw new IOException(name + " failed with error number " + -result);
    }
    return Math.toIntExact(result);
  }

  int socket(int family, int type, int protocol) throws IOException {
    return checked(
        "socket", made(state -> (int) socket.invokeExact(state, family, type, protocol)));
  }

  void bind(int descriptor, MemorySegment address) throws IOException {
    int size = Math.toIntExact(address.byteSize());
    checked("bind", made(state -> (int) bind.invokeExact(state, descriptor, address, size)));
  }

  void setsockopt(int descriptor, int level, int name, MemorySegment value) throws IOException {
    int size = Math.toIntExact(value.byteSize());
    checked(
        "setsockopt",
        made(state -> (int) setsockopt.invokeExact(state, descriptor, level, name, value, size)));
  }

  /** The number of the device of that name. */
  int index(MemorySegment name, String shown) throws IOException {
    long found = made(state -> (int) index.invokeExact(state, name));
    if (found <= 0) {
      throw new IOException("there is no device " + shown);
    }
    return Math.toIntExact(found);
  }

  /** Returns how many descriptors are ready; a signal counts as none. */
  int poll(MemorySegment descriptors, Duration patience) throws IOException {
    // Rounded up: rounded down it would not wait at all for the last part of a millisecond.
    int millis = Math.clamp((patience.toNanos() + 999_999) / 1_000_000, 0, Integer.MAX_VALUE);
    long ready = made(state -> (int) poll.invokeExact(state, descriptors, 1L, millis));
    return ready == -EINTR ? 0 : checked("poll", ready);
  }

  /** Has the kernel fill {@code into}; leaves it as it is where the kernel has nothing. */
  void ioctl(int descriptor, long request, MemorySegment into) throws IOException {
    long result = made(state -> (int) ioctl.invokeExact(state, descriptor, request, into));
    if (result != -ENOENT) {
      checked("ioctl", result);
    }
  }

  /** A full queue of the device drops it, as a full wire would. */
  void send(int descriptor, MemorySegment from, int length) throws IOException {
    long bytes = length;
    long sent = made(state -> (long) send.invokeExact(state, descriptor, from, bytes, 0));
    if (sent != -ENOBUFS && sent != -EAGAIN && sent != -EINTR) {
      checked("send", sent);
    }
  }

  /** Returns the length, or a negative number if there is nothing after all. */
  int receive(int descriptor, MemorySegment into, int flags) throws IOException {
    long size = into.byteSize();
    long length = made(state -> (long) receive.invokeExact(state, descriptor, into, size, flags));
    return length == -EAGAIN || length == -EINTR ? -1 : checked("recv", length);
  }

  void close(int descriptor) {
    made(state -> (int) close.invokeExact(state, descriptor));
  }
}
