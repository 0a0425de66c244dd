package io.godwit.agent.platform;

import io.godwit.model.vm.MacAddress;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whole Ethernet frames, out and in. For one thread. */
public interface Frames extends AutoCloseable {
  /**
   * Sends one.
   *
   * @throws IOException if the device is gone or down
   */
  void send(byte[] frame) throws IOException;

  /**
   * Waits for one.
   *
   * @return null if none has come in time
   */
  @Nullable Arrival receive(Duration patience) throws IOException;

  /**
   * The address of the device.
   *
   * @throws IOException if it has none
   */
  MacAddress own() throws IOException;

  /**
   * The largest packet of the device, in bytes.
   *
   * @throws IOException if it is gone
   */
  int mtu() throws IOException;

  @Override
  void close();

  /** A frame that has come. */
  final class Arrival {
    private final byte[] frame;
    private final long atNanos;

    /**
     * @param frame its beginning, at most {@link PacketSocket#SNAP_BYTES}; not copied
     * @param atNanos when the kernel had it, nanoseconds of the wall clock since 1970
     */
    public Arrival(byte[] frame, long atNanos) {
      this.frame = frame;
      this.atNanos = atNanos;
    }

    public byte[] frame() {
      return frame;
    }

    public long atNanos() {
      return atNanos;
    }
  }

  /** Opens them on a device of this host. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens.
     *
     * @param device its name, empty for all devices
     * @param etherType what is received, {@link PacketSocket#EVERYTHING} for all of it
     * @param filter what is kept of that
     * @throws IOException if there is no such device, or the host does not let us
     */
    Frames open(String device, int etherType, FrameFilter filter) throws IOException;
  }
}
