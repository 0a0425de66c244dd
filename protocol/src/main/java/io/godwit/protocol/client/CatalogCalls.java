package io.godwit.protocol.client;

import static io.godwit.protocol.client.Paths.encoded;

import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.ClusterEdit;
import io.godwit.protocol.api.ClusterView;
import io.godwit.protocol.api.CpuBaselineView;
import io.godwit.protocol.api.DatastoreEdit;
import io.godwit.protocol.api.DatastoreView;
import io.godwit.protocol.api.FolderEdit;
import io.godwit.protocol.api.FolderView;
import io.godwit.protocol.api.HostAttributesView;
import io.godwit.protocol.api.NetworkEdit;
import io.godwit.protocol.api.NetworkView;
import io.godwit.protocol.api.PoolEdit;
import io.godwit.protocol.api.PoolView;
import io.godwit.protocol.api.RuleEdit;
import io.godwit.protocol.api.RuleView;
import io.godwit.protocol.api.TagEdit;
import io.godwit.protocol.api.TagView;
import io.godwit.protocol.api.VmAttributesView;
import tools.jackson.core.type.TypeReference;

/** Calls about what people say of the data center. Entry: {@link ApiClient#catalog}. */
public final class CatalogCalls {
  private final Transport transport;

  CatalogCalls(Transport transport) {
    this.transport = transport;
  }

  public Editables<ClusterView, ClusterEdit> clusters() {
    return new Editables<>(
        transport, ApiPaths.CLUSTERS, new TypeReference<>() {}, new TypeReference<>() {});
  }

  /** What guests can have of their processors on every host of a cluster. */
  public CpuBaselineView cpuBaseline(String cluster) {
    return transport.get(ApiPaths.cpuBaselineOf(encoded(cluster)), new TypeReference<>() {});
  }

  public Editables<PoolView, PoolEdit> pools(String cluster) {
    return new Editables<>(
        transport,
        ApiPaths.poolsOf(encoded(cluster)),
        new TypeReference<>() {},
        new TypeReference<>() {});
  }

  public Editables<RuleView, RuleEdit> rules(String cluster) {
    return new Editables<>(
        transport,
        ApiPaths.rulesOf(encoded(cluster)),
        new TypeReference<>() {},
        new TypeReference<>() {});
  }

  public Editables<FolderView, FolderEdit> folders() {
    return new Editables<>(
        transport, ApiPaths.FOLDERS, new TypeReference<>() {}, new TypeReference<>() {});
  }

  public Editables<TagView, TagEdit> tags() {
    return new Editables<>(
        transport, ApiPaths.TAGS, new TypeReference<>() {}, new TypeReference<>() {});
  }

  public Editables<DatastoreView, DatastoreEdit> datastores() {
    return new Editables<>(
        transport, ApiPaths.DATASTORES, new TypeReference<>() {}, new TypeReference<>() {});
  }

  public Editables<NetworkView, NetworkEdit> networks() {
    return new Editables<>(
        transport, ApiPaths.NETWORKS, new TypeReference<>() {}, new TypeReference<>() {});
  }

  /** What people say of a host. */
  public Versioned<HostAttributesView> host(String id) {
    return transport.versioned(
        Transport.Ask.of("GET", ApiPaths.hostAttributes(encoded(id)), null),
        new TypeReference<>() {});
  }

  /** Says something of a host. */
  public HostAttributesView editHost(String id, String etag, HostAttributesView wish) {
    return transport.call(
        Transport.Ask.of("PUT", ApiPaths.hostAttributes(encoded(id)), wish).matching(etag),
        new TypeReference<>() {});
  }

  /** What people say of a VM. */
  public Versioned<VmAttributesView> vm(String name) {
    return transport.versioned(
        Transport.Ask.of("GET", ApiPaths.vmAttributes(encoded(name)), null),
        new TypeReference<>() {});
  }

  /** Says something of a VM. */
  public VmAttributesView editVm(String name, String etag, VmAttributesView wish) {
    return transport.call(
        Transport.Ask.of("PUT", ApiPaths.vmAttributes(encoded(name)), wish).matching(etag),
        new TypeReference<>() {});
  }
}
