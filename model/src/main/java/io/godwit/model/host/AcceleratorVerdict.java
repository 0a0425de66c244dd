package io.godwit.model.host;

/**
 * What {@code accelerator: auto} means on a host, and why.
 *
 * @param chosen what a VM that asks for {@code auto} gets
 * @param reason one clause for people, as {@code a 64-bit guest did not answer on /dev/kvm in 5 s}
 */
public record AcceleratorVerdict(Accelerator chosen, String reason) {}
