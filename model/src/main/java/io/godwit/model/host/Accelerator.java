package io.godwit.model.host;

/** How a VM's instructions are run. A VM keeps its accelerator when it migrates. */
public enum Accelerator {
  /** Hardware virtualisation. */
  KVM,
  /** Software emulation; correct, and slow. */
  TCG
}
