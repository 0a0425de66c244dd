package io.godwit.model.catalog;

import io.godwit.model.host.HostId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people have said of a host.
 *
 * @param faultDomain what fails with it, such as a rack; null if nobody has said
 */
public record HostAttributes(
    HostId host,
    ClusterName cluster,
    List<TagName> tags,
    String notes,
    @Nullable String faultDomain) {
  public HostAttributes {
    if (faultDomain != null) {
      Texts.requireLabel("a fault domain", faultDomain);
    }
    tags = Texts.sorted(tags);
    Texts.requireNotes(notes);
  }

  /** Of a host nobody has said anything of. */
  public static HostAttributes of(HostId host) {
    return new HostAttributes(host, ClusterName.DEFAULT, List.of(), "", null);
  }

  /** Whether nobody has said anything of it; not called isPlain, see {@code Json}. */
  public boolean plain() {
    return equals(of(host));
  }

  /** The same with other tags. */
  public HostAttributes tagged(List<TagName> other) {
    return new HostAttributes(host, cluster, other, notes, faultDomain);
  }
}
