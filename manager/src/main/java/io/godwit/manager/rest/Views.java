package io.godwit.manager.rest;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.catalog.HostAttributes;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.QuietTime;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.host.ShareSupport;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.RightToRun.Handover;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the state looks from outside. Pure. */
final class Views {
  private Views() {}

  /** A host that is known, whether its agent has spoken or not. */
  static HostView host(DataCenter state, HostId id) {
    Optional<HostEntry> seen = state.soft().hosts().get(id);
    HostAttributes said = state.hard().catalog().of(id);
    boolean connected = seen.filter(HostEntry::isConnected).isPresent();
    return new HostView(
        id.value(),
        connected ? HostView.Connection.CONNECTED : HostView.Connection.DISCONNECTED,
        seen.map(HostEntry::lastSeen).orElse(null),
        said.cluster().value(),
        Names.words(said.tags()),
        said.notes(),
        state.reservedOn(id).bytes(),
        state.hard().homes().of(id).size(),
        seen.map(host -> observed(host.description())).orElse(null),
        state.hard().standbys().of(id).stage().name(),
        said.faultDomain());
  }

  private static HostView.Observed observed(HostDescription is) {
    ShareSupport shares = is.shares();
    return new HostView.Observed(
        is.agentVersion(),
        is.kernel(),
        is.cpus(),
        is.memory().bytes(),
        is.accelerator().chosen().name(),
        is.accelerator().reason(),
        is.qemuVersion().toString(),
        is.vmUser(),
        is.migrationAddress(),
        is.datastores().stream().map(datastore -> datastore.name().value()).toList(),
        is.networks().stream().map(Object::toString).toList(),
        shares == null ? null : shares.enforced(),
        shares == null ? null : shares.reason());
  }

  static VmView vm(DataCenter state, VmEntry vm) {
    Optional<HostEntry> home = state.soft().hosts().get(vm.right().home());
    Optional<VmObservation> seen = state.observation(vm);
    boolean known = seen.isPresent() && home.filter(HostEntry::isConnected).isPresent();
    Optional<VmObservation> now = known ? seen : Optional.empty();
    VmAttributes said = state.hard().catalog().of(vm.id());
    return new VmView(
        vm.id().toString(),
        vm.name().value(),
        vm.right().home().value(),
        vm.right() instanceof Handover handover ? handover.destination().value() : null,
        vm.right().generation().value(),
        now.map(s -> s.state().name()).orElse("UNKNOWN"),
        home.map(HostEntry::lastSeen).orElse(null),
        vm.spec().cpus(),
        vm.spec().cpuModel(),
        vm.spec().memory().bytes(),
        vm.spec().machine().value(),
        text(now.map(VmObservation::accelerator)),
        text(now.map(VmObservation::qemuVersion)),
        vm.spec().disks().stream()
            .map(disk ->
                new VmCreate.Disk(
                    disk.file().datastore().value(), disk.file().path(), disk.format().name()))
            .toList(),
        vm.spec().nics().stream()
            .map(nic -> new VmCreate.Nic(nic.network().value(), nic.mac().value()))
            .toList(),
        text(state.hard().inFlight().get(vm.id()).map(MigrationId::value)),
        now.map(VmObservation::problem).map(ProblemView::of).orElse(null),
        state.hard().catalog().clusterOf(vm.right().home()).value(),
        text(Optional.ofNullable(said.folder())),
        text(Optional.ofNullable(said.pool()).map(PoolId::name)),
        Names.words(said.tags()),
        said.notes(),
        text(Optional.ofNullable(said.automation())),
        said.quiet().stream().map(QuietTime::text).toList(),
        SharesFace.view(said.resources()),
        null);
  }

  private static @Nullable String text(Optional<?> value) {
    return value.map(Object::toString).orElse(null);
  }
}
