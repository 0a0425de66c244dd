package io.godwit.model.catalog;

import io.godwit.model.host.NetworkName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network as it should be; hosts say where it is.
 *
 * @param vlan its number on the wire, 1 to 4094, if it is BRIDGED and has one
 * @param vni its number, 1 to 16,777,215, if it is an OVERLAY
 * @param mtu the largest packet, 576 to 9216 bytes
 */
public record NetworkSpec(
    NetworkName name,
    Kind kind,
    @Nullable Integer vlan,
    @Nullable Integer vni,
    int mtu,
    String description,
    List<TagName> tags)
    implements CatalogObject {
  /** Ethernet's. */
  public static final int DEFAULT_MTU = 1500;

  private static final int MIN_MTU = 576;
  private static final int MAX_MTU = 9216;
  private static final int MAX_VLAN = 4094;
  private static final int MAX_VNI = (1 << 24) - 1;

  public NetworkSpec {
    Texts.requireDescription(description);
    tags = Texts.sorted(tags);
    if (mtu < MIN_MTU || mtu > MAX_MTU) {
      throw new IllegalArgumentException("an MTU is " + MIN_MTU + " to " + MAX_MTU);
    }
    switch (kind) {
      case BRIDGED -> {
        if (vni != null || (vlan != null && (vlan < 1 || vlan > MAX_VLAN))) {
          throw new IllegalArgumentException(
              "a BRIDGED network has a vlan of 1 to " + MAX_VLAN + " or none, and no vni");
        }
      }
      case OVERLAY -> {
        if (vlan != null || vni == null || vni < 1 || vni > MAX_VNI) {
          throw new IllegalArgumentException(
              "an OVERLAY has a vni of 1 to " + MAX_VNI + ", and no vlan");
        }
      }
    }
  }

  /** How packets get from host to host. */
  public enum Kind {
    /** By a wire that the hosts are on. */
    BRIDGED,
    /** Inside packets of another network. */
    OVERLAY
  }

  @Override
  public String id() {
    return name.value();
  }

  @Override
  public NetworkSpec tagged(List<TagName> other) {
    return new NetworkSpec(name, kind, vlan, vni, mtu, description, other);
  }
}
