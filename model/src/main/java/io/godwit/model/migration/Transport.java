package io.godwit.model.migration;

/**
 * How a guest's memory is carried. Both ends are set up for the same one.
 *
 * @param channels parallel connections for pages, 1 to 16; 1 is one plain stream
 */
public record Transport(int channels, Compression compression, Postcopy postcopy, Secrecy secrecy) {
  /** More channels than a host has cores for help no link that we know. */
  public static final int MAX_CHANNELS = 16;

  /** One stream in the clear, as QEMU does it when told nothing. */
  public static final Transport PLAIN =
      new Transport(1, Compression.NONE, Postcopy.OFF, Secrecy.CLEAR);

  public Transport {
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw new IllegalArgumentException("a transport has 1 to " + MAX_CHANNELS + " channels");
    }
    if (compression == Compression.XBZRLE && channels > 1) {
      throw new IllegalArgumentException("xbzrle works on one channel only");
    }
    if (postcopy == Postcopy.READY && secrecy == Secrecy.TUNNELLED) {
      throw new IllegalArgumentException("post-copy does not go by a tunnel");
    }
    if (postcopy == Postcopy.READY && (channels > 1 || compression == Compression.ZSTD)) {
      throw new IllegalArgumentException("post-copy does not go with multifd");
    }
  }

  /** Whether others on the way cannot read it. */
  public boolean isSecret() {
    return secrecy != Secrecy.CLEAR;
  }

  /** Whether pages travel by QEMU's multifd. */
  public boolean isMultifd() {
    return channels > 1 || compression == Compression.ZSTD;
  }

  @Override
  public String toString() {
    return (isMultifd() ? "multifd with " + channels + " channels" : "one stream")
        + switch (compression) {
          case NONE -> "";
          case ZSTD -> ", zstd";
          case XBZRLE -> ", xbzrle";
        }
        + (postcopy == Postcopy.READY ? ", ready for post-copy" : "")
        + switch (secrecy) {
          case CLEAR -> ", in the clear";
          case ENCRYPTED -> ", encrypted";
          case TUNNELLED -> ", encrypted by a tunnel";
        };
  }
}
