package io.godwit.manager.standby;

import io.godwit.manager.entity.EntityKey;
import io.godwit.model.host.HostId;
import java.util.List;

/**
 * A host's power has come to another stage.
 *
 * @param next how it is from now on
 */
public record StandbyChange(HostPower next) {
  /** The host it is about. */
  public HostId host() {
    return next.host();
  }

  /** The entities it changes. */
  public List<EntityKey> touched() {
    return List.of(Standbys.entity(host()));
  }
}
