package io.godwit.manager.entity;

import java.util.Optional;

/**
 * One entity as it is to be kept from now on.
 *
 * @param existed whether it is kept already
 * @param bytes its new form; nothing if it is to be removed
 */
public record EntityWrite(EntityKey key, boolean existed, Optional<byte[]> bytes) {}
