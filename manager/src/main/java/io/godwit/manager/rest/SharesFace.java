package io.godwit.manager.rest;

import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Share;
import io.godwit.protocol.api.PoolEdit.ShareEdit;
import io.godwit.protocol.api.PoolView.ShareView;
import io.godwit.protocol.api.ResourcesView;
import org.jspecify.annotations.Nullable;

/** What pools and VMs have of processors and memory, in the API. */
final class SharesFace {
  private SharesFace() {}

  static Share share(String field, @Nullable ShareEdit wish) {
    if (wish == null) {
      return Share.DEFAULT;
    }
    Long reservation = wish.reservation();
    Integer shares = wish.shares();
    return Requests.checked(
        field,
        () ->
            new Share(
                reservation == null ? 0 : reservation,
                wish.limit(),
                shares == null ? Share.DEFAULT.weight() : shares));
  }

  static Resources resources(@Nullable ResourcesView wish) {
    if (wish == null) {
      return Resources.DEFAULT;
    }
    Share cpu = share("resources.cpu", wish.cpu());
    Share memory = share("resources.memory", wish.memory());
    return Requests.checked("resources.memory", () -> new Resources(cpu, memory));
  }

  static ShareView view(Share share) {
    return new ShareView(share.reservation(), share.limit(), share.weight());
  }

  static ResourcesView view(Resources resources) {
    return new ResourcesView(edit(resources.cpu()), edit(resources.memory()));
  }

  private static ShareEdit edit(Share share) {
    return new ShareEdit(share.reservation(), share.limit(), share.weight());
  }
}
