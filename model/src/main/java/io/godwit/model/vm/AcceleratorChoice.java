package io.godwit.model.vm;

/** What a spec asks for; the host says what {@code AUTO} is. */
public enum AcceleratorChoice {
  AUTO,
  KVM,
  TCG
}
