package io.godwit.model.migration;

/** How pages are made smaller on their way. */
public enum Compression {
  /** They travel as they are. */
  NONE,
  /** Each channel packs its pages with zstd; needs multifd, also where there is one channel. */
  ZSTD,
  /** Of a page that was sent before, only what changed is sent. */
  XBZRLE
}
