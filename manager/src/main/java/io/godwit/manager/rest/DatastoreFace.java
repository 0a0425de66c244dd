package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.curation.Draft;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.DatastoreSpec;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.DatastoreEdit;
import io.godwit.protocol.api.DatastoreView;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Datastores in the API: those that people have specified and those that hosts have. */
final class DatastoreFace implements Face {
  @Override
  public CatalogKind kind() {
    return CatalogKind.DATASTORE;
  }

  @Override
  public String list() {
    return ApiPaths.DATASTORES;
  }

  @Override
  public String item() {
    return ApiPaths.datastore("{datastore}");
  }

  @Override
  public Privilege edit() {
    return Privilege.DATASTORE_EDIT;
  }

  @Override
  public CatalogKey key(Context request) {
    return CatalogKey.of(Names.inPath(request, CatalogKind.DATASTORE, DatastoreName::new));
  }

  @Override
  public ObjectPath home(Context request) {
    return Places.DATASTORES;
  }

  @Override
  public String location(CatalogKey key) {
    return ApiPaths.datastore(key.id());
  }

  @Override
  public Draft draft(Context request, byte[] body, Optional<CatalogKey> edited) {
    DatastoreEdit wish = Requests.read(body, DatastoreEdit.class);
    DatastoreName name = Names.named(wish.name(), edited, "name", DatastoreName::new);
    Datastore.Reach reach =
        Requests.oneOf("kind", Requests.required("kind", wish.kind()), Datastore.Reach.class);
    DatastoreSpec spec =
        Requests.checked(
            "datastore",
            () ->
                new DatastoreSpec(
                    name, reach, Names.text(wish.description()), Names.tags(wish.tags())));
    return state -> spec;
  }

  @Override
  public List<CatalogKey> listed(Tally tally, Context request) {
    TreeSet<CatalogKey> keys = new TreeSet<>(Face.super.listed(tally, request));
    tally
        .connected()
        .forEach(host ->
            host.description().datastores().forEach(each -> keys.add(CatalogKey.of(each.name()))));
    return List.copyOf(keys);
  }

  @Override
  public Optional<Object> view(Tally tally, CatalogKey key) {
    DatastoreName name = new DatastoreName(key.id());
    DatastoreSpec spec = tally.catalog().find(key).map(DatastoreSpec.class::cast).orElse(null);
    DatastoreView view = view(tally, name, spec);
    return spec == null && view.hosts().isEmpty() ? Optional.empty() : Optional.of(view);
  }

  @Override
  public DatastoreView view(Tally tally, CatalogObject object) {
    DatastoreSpec spec = (DatastoreSpec) object;
    return view(tally, spec.name(), spec);
  }

  private static DatastoreView view(Tally tally, DatastoreName name, @Nullable DatastoreSpec spec) {
    List<DatastoreView.OnHost> hosts = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (HostEntry host : tally.connected()) {
      Optional<Datastore.Reach> reach = DataCenter.reach(host, name);
      if (reach.isPresent()) {
        hosts.add(new DatastoreView.OnHost(host.id().value(), reach.get().name(), host.lastSeen()));
      } else {
        without.add(host.id().value());
      }
    }
    return new DatastoreView(
        name.value(),
        spec == null ? null : spec.reach().name(),
        spec == null ? "" : spec.description(),
        spec == null ? List.of() : Names.words(spec.tags()),
        hosts,
        hosts.stream()
            .map(DatastoreView.OnHost::confirmedAt)
            .max(Comparator.<Instant>naturalOrder())
            .orElse(null),
        spec == null ? List.of() : findings(spec, hosts, without));
  }

  private static List<String> findings(
      DatastoreSpec spec, List<DatastoreView.OnHost> hosts, List<String> without) {
    List<String> findings = new ArrayList<>();
    if (hosts.isEmpty()) {
      findings.add("No connected host has it.");
    } else if (spec.reach() == Datastore.Reach.SHARED && !without.isEmpty()) {
      findings.add("It is to be SHARED, and is missing on " + Findings.some(without) + ".");
    }
    List<String> others =
        hosts.stream()
            .filter(host -> !host.kind().equals(spec.reach().name()))
            .map(DatastoreView.OnHost::host)
            .toList();
    if (!others.isEmpty()) {
      findings.add(
          "It is to be " + spec.reach() + ", and is not on " + Findings.some(others) + ".");
    }
    return findings;
  }
}
