package io.godwit.testbed.faults;

import java.util.Locale;
import java.util.Optional;

/** What goes wrong. */
public enum Fault {
  SOURCE_QEMU_KILLED,
  DESTINATION_QEMU_KILLED,
  SOURCE_AGENT_KILLED,
  DESTINATION_AGENT_KILLED,
  MANAGER_KILLED,
  /** The destination's wire is pulled, and put back after two seconds. */
  LINK_CUT_BRIEFLY,
  /** The two hosts do not reach each other any more; the manager reaches both. */
  LINK_CUT,
  /** What the source sends to the destination is lost; the other way works. */
  LINK_CUT_ONE_WAY,
  /** No file can be made where the destination's agent keeps its VMs. */
  DESTINATION_DISK_FULL,
  /** The folder of the shared datastore is empty. */
  DATASTORE_GONE,
  DESTINATION_OUT_OF_MEMORY,
  /** The destination has another key than the source. */
  KEY_REFUSED,
  /** The manager's wire is pulled until its links have ended: answers go nowhere. */
  REPLY_LOST;

  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a guest may be gone after it. */
  boolean killsQemu() {
    return this == SOURCE_QEMU_KILLED || this == DESTINATION_QEMU_KILLED;
  }

  /** Why it makes no sense in that phase. */
  Optional<String> senseless(Phase phase) {
    return Optional.ofNullable(
        switch (this) {
          case SOURCE_QEMU_KILLED, SOURCE_AGENT_KILLED, DESTINATION_AGENT_KILLED, REPLY_LOST ->
              null;
          case LINK_CUT_BRIEFLY, LINK_CUT, LINK_CUT_ONE_WAY -> null;
          case DESTINATION_QEMU_KILLED ->
              phase == Phase.CHECK ? "there is no QEMU on the destination yet" : null;
          case MANAGER_KILLED -> phase == Phase.CHECK ? "nobody is there who could be asked" : null;
          case DESTINATION_DISK_FULL -> null;
          case DATASTORE_GONE ->
              phase.compareTo(Phase.PREPARE) > 0 ? "both QEMUs have the disk open by then" : null;
          case DESTINATION_OUT_OF_MEMORY ->
              phase != Phase.CHECK
                  ? "memory is promised before; the kernel's killer is the destination's QEMU killed"
                  : null;
          case KEY_REFUSED ->
              phase != Phase.PREPARE ? "a key is looked at when a copy connects" : null;
        });
  }
}
