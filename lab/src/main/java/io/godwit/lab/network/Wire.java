package io.godwit.lab.network;

/** One of a host's two links. */
public enum Wire {
  /** Orders and migrations. */
  MANAGEMENT("mg-"),
  /** The VMs' network. */
  LAN("lan-");

  private final String prefix;

  Wire(String prefix) {
    this.prefix = prefix;
  }

  /** The end of the link that is not in the host's namespace. */
  String farEnd(String host) {
    return prefix + host;
  }
}
