package io.godwit.model.host;

/**
 * What a host can do with a guest's memory on its way. Both ends have to be able.
 *
 * @param encryption TLS with a key that both ends are given
 * @param multifd several connections for pages
 * @param zstd pages packed by zstd, with multifd
 * @param xbzrle only what changed of a page that was sent before
 * @param throttle the guest is held back while it writes faster than the link carries
 * @param postcopy the guest goes ahead of its memory
 * @param tunnel TLS by a program beside QEMU, with the same key
 */
public record TransportSupport(
    boolean encryption,
    boolean multifd,
    boolean zstd,
    boolean xbzrle,
    boolean throttle,
    boolean postcopy,
    boolean tunnel) {
  /** One stream in the clear. */
  public static final TransportSupport NONE =
      new TransportSupport(false, false, false, false, false, false, false);

  /** The same over one connection. */
  public TransportSupport withoutMultifd() {
    return new TransportSupport(encryption, false, false, xbzrle, throttle, postcopy, tunnel);
  }

  /** The same with a tunnel, or without. */
  public TransportSupport withTunnel(boolean possible) {
    return new TransportSupport(encryption, multifd, zstd, xbzrle, throttle, postcopy, possible);
  }

  /** What this host and another can do together. */
  public TransportSupport and(TransportSupport other) {
    return new TransportSupport(
        encryption && other.encryption,
        multifd && other.multifd,
        zstd && other.zstd,
        xbzrle && other.xbzrle,
        throttle && other.throttle,
        postcopy && other.postcopy,
        tunnel && other.tunnel);
  }
}
