package io.godwit.qmp;

/**
 * Bounds on what one QEMU may cost the agent.
 *
 * @param maxLineBytes longest message; the schema of QEMU 10 is 0.3 MiB, and a VM with hundreds of
 *     disks answers query-named-block-nodes with a few MiB
 * @param maxMessagesPerSecond more is a flood. QEMU itself limits what a guest can provoke to one
 *     event of a kind per second
 */
record QmpLimits(int maxLineBytes, int maxMessagesPerSecond) {
  static final QmpLimits DEFAULT = new QmpLimits(16 << 20, 20_000);
}
