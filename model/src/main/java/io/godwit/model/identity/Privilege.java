package io.godwit.model.identity;

/** One thing a person may be allowed to do to an object. Names are stable: the API shows them. */
public enum Privilege {
  VM_VIEW("see VMs"),
  VM_POWER("start, stop, pause and end VMs"),
  VM_EDIT("change VMs"),
  VM_CREATE("define VMs"),
  VM_DELETE("forget VMs"),
  VM_MIGRATE("move VMs"),
  VM_CONSOLE("read VMs' consoles"),
  HOST_VIEW("see hosts"),
  HOST_ENROL("enrol and remove hosts"),
  HOST_EDIT("change hosts"),
  INVENTORY_VIEW("see clusters, pools, folders, tags, rules, datastores and networks"),
  CLUSTER_EDIT("change clusters"),
  POOL_EDIT("change pools and which VMs are in them"),
  FOLDER_EDIT("change folders and which VMs are in them"),
  TAG_EDIT("change tags"),
  RULE_EDIT("change rules"),
  DATASTORE_EDIT("change datastores"),
  NETWORK_EDIT("change networks"),
  TASK_VIEW("see tasks and migrations"),
  TASK_CANCEL("cancel tasks and migrations"),
  EVENT_VIEW("see events"),
  USER_VIEW("see users, their tokens and who is granted what"),
  USER_EDIT("change users and their tokens"),
  GRANT_EDIT("give and take rights"),
  /** Everyone has it on themselves. */
  TOKEN_OWN("make and revoke one's own tokens"),
  MANAGER_VIEW("see how the manager does"),
  MANAGER_EDIT("change the manager"),
  /** All secrets of the data center are in it. */
  BACKUP_TAKE("take backups"),
  METRICS_VIEW("read metrics");

  private final String words;

  Privilege(String words) {
    this.words = words;
  }

  /** What it allows, to be read after "may". */
  public String words() {
    return words;
  }
}
