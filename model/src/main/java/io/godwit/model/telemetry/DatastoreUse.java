package io.godwit.model.telemetry;

import io.godwit.model.host.DatastoreName;
import io.godwit.model.unit.DataSize;

/**
 * The space of a datastore's file system as one host sees it.
 *
 * @param available what a program without special rights could still write
 */
public record DatastoreUse(DatastoreName name, DataSize total, DataSize available) {}
