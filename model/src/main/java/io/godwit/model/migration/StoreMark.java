package io.godwit.model.migration;

import io.godwit.model.host.DatastoreName;
import java.util.regex.Pattern;

/**
 * A small file that one host writes into a datastore and another looks for: proof that both see the
 * same one, which neither a name nor a path is.
 *
 * @param datastore where it is
 * @param name of the file, which nobody can have used before: 64 hexadecimal digits
 * @param content as nobody can guess it: 64 hexadecimal digits
 */
public record StoreMark(DatastoreName datastore, String name, String content) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public StoreMark {
    if (!FORM.matcher(name).matches() || !FORM.matcher(content).matches()) {
      throw new IllegalArgumentException(
          "a mark's name and content are 64 hexadecimal digits each");
    }
  }
}
