package io.godwit.lab;

import io.godwit.protocol.api.VmCreate;
import java.nio.file.Path;

/**
 * A guest whose disk has been made.
 *
 * @param vm what the manager is asked to create
 * @param disk its disk's file, as seen from outside
 */
public record Guest(GuestSpec spec, VmCreate vm, Path disk) {
  public String name() {
    return spec.name();
  }
}
