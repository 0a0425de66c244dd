package io.godwit.model.vm;

import io.godwit.model.unit.DataSize;

/**
 * How large a disk is.
 *
 * @param size what the guest sees
 * @param allocated what it takes on its datastore
 */
public record DiskMeasure(DataSize size, DataSize allocated) {}
