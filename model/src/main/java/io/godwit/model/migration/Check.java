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
  MACHINE(DESTINATION, "machine"),
  ACCELERATOR(DESTINATION, "accelerator"),
  DESTINATION_QEMU(DESTINATION, "qemu-keeps-pages"),
  QEMU_VERSION(DESTINATION, "qemu-version"),
  DESTINATION_ANSWER(DESTINATION, "answer"),
  MEMORY(CAPACITY, "memory"),
  MIGRATIONS(CAPACITY, "migrations"),
  SOURCE_MIGRATIONS(CAPACITY, "source-migrations"),
  DESTINATION_MIGRATIONS(CAPACITY, "destination-migrations"),
  DATASTORE(DATASTORES, "mounted"),
  SHARED(DATASTORES, "shared"),
  NETWORK(NETWORKS, "present"),
  MAC(NETWORKS, "mac-free");

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
