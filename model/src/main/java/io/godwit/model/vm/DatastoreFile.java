package io.godwit.model.vm;

import io.godwit.model.host.DatastoreName;

/**
 * A file in a datastore.
 *
 * @param datastore where
 * @param path relative to the datastore's directory, without {@code .} or {@code ..} parts
 */
public record DatastoreFile(DatastoreName datastore, String path) {
  private static final int MAX_PATH = 512;

  public DatastoreFile {
    if (path.isEmpty() || path.length() > MAX_PATH || path.startsWith("/")) {
      throw new IllegalArgumentException(
          "a path in a datastore is relative and 1 to " + MAX_PATH + " characters long");
    }
    if (path.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IllegalArgumentException("a path in a datastore has no control characters");
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException(
            "'" + path + "' leaves its datastore or has an empty part");
      }
    }
  }

  @Override
  public String toString() {
    return datastore + ":" + path;
  }
}
