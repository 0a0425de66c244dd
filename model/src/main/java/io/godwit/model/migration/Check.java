package io.godwit.model.migration;

import static io.godwit.model.migration.CheckGroup.CAPACITY;
import static io.godwit.model.migration.CheckGroup.DATASTORES;
import static io.godwit.model.migration.CheckGroup.DESTINATION;
import static io.godwit.model.migration.CheckGroup.NETWORKS;
import static io.godwit.model.migration.CheckGroup.SOURCE;

/** The checks that decide whether a VM may move. Their ids are stable; programs depend on them. */
public enum Check {
  NO_MIGRATION(SOURCE, "no-migration"),
  NO_OTHER_CALL(SOURCE, "no-other-call"),
  SOURCE_AGENT(SOURCE, "agent"),
  VM_STATE(SOURCE, "vm-state"),
  MACHINE_PINNED(SOURCE, "machine-pinned"),
  SOURCE_QEMU(SOURCE, "qemu-keeps-pages"),
  SOURCE_ANSWER(SOURCE, "answer"),
  OTHER_HOST(DESTINATION, "other-host"),
  DESTINATION_AGENT(DESTINATION, "agent"),
  IN_SERVICE(DESTINATION, "in-service"),
  MACHINE(DESTINATION, "machine"),
  ACCELERATOR(DESTINATION, "accelerator"),
  CPU(DESTINATION, "cpu"),
  DESTINATION_QEMU(DESTINATION, "qemu-keeps-pages"),
  QEMU_VERSION(DESTINATION, "qemu-version"),
  DESTINATION_ANSWER(DESTINATION, "answer"),
  REHEARSAL(DESTINATION, "rehearsal"),
  MEMORY(CAPACITY, "memory"),
  RESERVATION(CAPACITY, "reservation"),
  BUDGET(CAPACITY, "budget"),
  MIGRATIONS(CAPACITY, "migrations"),
  SOURCE_MIGRATIONS(CAPACITY, "source-migrations"),
  DESTINATION_MIGRATIONS(CAPACITY, "destination-migrations"),
  DATASTORE(DATASTORES, "mounted"),
  SHARED(DATASTORES, "shared"),
  SAME_DATASTORE(DATASTORES, "same"),
  NETWORK(NETWORKS, "present"),
  SEGMENT(NETWORKS, "segment"),
  NETWORK_MTU(NETWORKS, "segment-mtu"),
  OVERLAY(NETWORKS, "overlay"),
  MAC(NETWORKS, "mac-free"),
  PATH(NETWORKS, "path"),
  ROUND_TRIP(NETWORKS, "round-trip"),
  BANDWIDTH(NETWORKS, "bandwidth"),
  MTU(NETWORKS, "mtu"),
  SECRECY(NETWORKS, "secrecy");

  private final CheckGroup group;
  private final String word;

  Check(CheckGroup group, String word) {
    this.group = group;
    this.word = word;
  }

  public CheckGroup group() {
    return group;
  }

  /** What it is called within its group, as {@code vm-state}. */
  public String word() {
    return word;
  }
}
