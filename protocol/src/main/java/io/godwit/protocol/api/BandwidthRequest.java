package io.godwit.protocol.api;

/**
 * What a migration may take of the link from now on.
 *
 * @param bandwidthBytesPerSecond 1 or more; 0 is no limit
 */
public record BandwidthRequest(long bandwidthBytesPerSecond) {}
