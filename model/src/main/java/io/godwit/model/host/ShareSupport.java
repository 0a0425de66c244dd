package io.godwit.model.host;

/**
 * Whether a host's kernel sees to it that VMs have their shares and reservations of processors and
 * keep to their limits.
 *
 * @param reason how, or why not, as a part of a sentence
 */
public record ShareSupport(boolean enforced, String reason) {}
