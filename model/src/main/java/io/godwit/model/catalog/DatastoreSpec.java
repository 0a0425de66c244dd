package io.godwit.model.catalog;

import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import java.util.List;

/**
 * A datastore as it should be; hosts say where it is.
 *
 * @param reach whether every host of the data center should have the same files
 */
public record DatastoreSpec(
    DatastoreName name, Datastore.Reach reach, String description, List<TagName> tags)
    implements CatalogObject {
  public DatastoreSpec {
    Texts.requireDescription(description);
    tags = Texts.sorted(tags);
  }

  @Override
  public String id() {
    return name.value();
  }

  @Override
  public DatastoreSpec tagged(List<TagName> other) {
    return new DatastoreSpec(name, reach, description, other);
  }
}
