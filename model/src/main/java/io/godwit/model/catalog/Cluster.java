package io.godwit.model.catalog;

import java.util.List;

/** Hosts among which VMs move as a matter of course. */
public record Cluster(ClusterName name, String description, List<TagName> tags)
    implements CatalogObject {
  /** The one that is always there, as long as nobody has described it. */
  public static final Cluster DEFAULT = new Cluster(ClusterName.DEFAULT, "", List.of());

  public Cluster {
    Texts.requireDescription(description);
    tags = Texts.sorted(tags);
  }

  @Override
  public String id() {
    return name.value();
  }

  @Override
  public Cluster tagged(List<TagName> other) {
    return new Cluster(name, description, other);
  }
}
