package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.curation.Draft;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.NetworkSpec;
import io.godwit.model.host.NetworkName;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.NetworkEdit;
import io.godwit.protocol.api.NetworkView;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Networks in the API: those that people have specified and those that hosts have. */
final class NetworkFace implements Face {
  @Override
  public CatalogKind kind() {
    return CatalogKind.NETWORK;
  }

  @Override
  public String list() {
    return ApiPaths.NETWORKS;
  }

  @Override
  public String item() {
    return ApiPaths.network("{network}");
  }

  @Override
  public Privilege edit() {
    return Privilege.NETWORK_EDIT;
  }

  @Override
  public CatalogKey key(Context request) {
    return CatalogKey.of(Names.inPath(request, CatalogKind.NETWORK, NetworkName::new));
  }

  @Override
  public ObjectPath home(Context request) {
    return Places.NETWORKS;
  }

  @Override
  public String location(CatalogKey key) {
    return ApiPaths.network(key.id());
  }

  @Override
  public Draft draft(Context request, byte[] body, Optional<CatalogKey> edited) {
    NetworkEdit wish = Requests.read(body, NetworkEdit.class);
    NetworkName name = Names.named(wish.name(), edited, "name", NetworkName::new);
    NetworkSpec.Kind kind =
        Requests.oneOf("kind", Requests.required("kind", wish.kind()), NetworkSpec.Kind.class);
    Integer mtu = wish.mtu();
    NetworkSpec spec =
        Requests.checked(
            "network",
            () ->
                new NetworkSpec(
                    name,
                    kind,
                    wish.vlan(),
                    wish.vni(),
                    mtu == null ? NetworkSpec.DEFAULT_MTU : mtu,
                    Names.text(wish.description()),
                    Names.tags(wish.tags())));
    return state -> spec;
  }

  @Override
  public List<CatalogKey> listed(Tally tally, Context request) {
    TreeSet<CatalogKey> keys = new TreeSet<>(Face.super.listed(tally, request));
    tally
        .connected()
        .forEach(
            host -> host.description().networks().forEach(each -> keys.add(CatalogKey.of(each))));
    return List.copyOf(keys);
  }

  @Override
  public Optional<Object> view(Tally tally, CatalogKey key) {
    NetworkName name = new NetworkName(key.id());
    NetworkSpec spec = tally.catalog().find(key).map(NetworkSpec.class::cast).orElse(null);
    NetworkView view = view(tally, name, spec);
    return spec == null && view.hosts().isEmpty() ? Optional.empty() : Optional.of(view);
  }

  @Override
  public NetworkView view(Tally tally, CatalogObject object) {
    NetworkSpec spec = (NetworkSpec) object;
    return view(tally, spec.name(), spec);
  }

  private static NetworkView view(Tally tally, NetworkName name, @Nullable NetworkSpec spec) {
    List<HostEntry> hosts =
        tally.connected().stream()
            .filter(host -> host.description().networks().contains(name))
            .toList();
    Instant confirmedAt =
        hosts.stream()
            .map(HostEntry::lastSeen)
            .max(Comparator.<Instant>naturalOrder())
            .orElse(null);
    List<String> names = hosts.stream().map(host -> host.id().value()).toList();
    if (spec == null) {
      return new NetworkView(
          name.value(), null, null, null, null, "", List.of(), names, confirmedAt, List.of());
    }
    return new NetworkView(
        name.value(),
        spec.kind().name(),
        spec.vlan(),
        spec.vni(),
        spec.mtu(),
        spec.description(),
        Names.words(spec.tags()),
        names,
        confirmedAt,
        hosts.isEmpty() ? List.of("No connected host has it.") : List.of());
  }
}
