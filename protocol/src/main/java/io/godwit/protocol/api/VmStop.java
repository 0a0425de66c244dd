package io.godwit.protocol.api;

import org.jspecify.annotations.Nullable;

/**
 * How to stop a VM.
 *
 * @param graceMs how long the guest may take, 1 to 600,000; 60,000 if not given
 */
public record VmStop(@Nullable Long graceMs) {}
