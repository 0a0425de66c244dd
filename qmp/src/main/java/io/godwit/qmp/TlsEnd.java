package io.godwit.qmp;

/** A side of an encrypted connection. */
public enum TlsEnd {
  /** It connects. */
  CLIENT,
  /** It listens. */
  SERVER
}
