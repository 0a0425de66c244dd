package io.godwit.manager.rest;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.manager.telemetry.HostPoint;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.manager.telemetry.VmPoint;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Privilege;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.Pressure;
import io.godwit.model.telemetry.Stall;
import io.godwit.model.telemetry.VmSample;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.HostTelemetryView;
import io.godwit.protocol.api.HostTelemetryView.DatastoreFigures;
import io.godwit.protocol.api.HostTelemetryView.DiskFigures;
import io.godwit.protocol.api.HostTelemetryView.HostFigures;
import io.godwit.protocol.api.HostTelemetryView.HostPointView;
import io.godwit.protocol.api.HostTelemetryView.InterfaceFigures;
import io.godwit.protocol.api.HostTelemetryView.PressureFigures;
import io.godwit.protocol.api.VmTelemetryView;
import io.godwit.protocol.api.VmTelemetryView.VmFigures;
import io.godwit.protocol.api.VmTelemetryView.VmPointView;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows what hosts and VMs use. */
final class TelemetryRoutes {
  private final Supplier<Inventory> inventory;
  private final Telemetry telemetry;

  TelemetryRoutes(Supplier<Inventory> inventory, Telemetry telemetry) {
    this.inventory = inventory;
    this.telemetry = telemetry;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            ApiPaths.hostTelemetry("{id}"),
            new Access.Needs(Privilege.HOST_VIEW, Places::namedHost),
            this::host),
        Route.get(
            ApiPaths.vmTelemetry("{name}"),
            new Access.Needs(Privilege.VM_VIEW, Places::namedVm),
            this::vm));
  }

  private void host(Context request) {
    HostId id = inventory.get().now().requireHost(Requests.hostId(request.pathParam("id"))).id();
    Optional<Telemetry.OfHost> known = telemetry.host(id);
    Answers.json(
        request,
        new HostTelemetryView(
            id.value(),
            known.map(is -> figures(is.newest())).orElse(null),
            known.stream()
                .flatMap(is -> is.points().stream())
                .map(TelemetryRoutes::point)
                .toList()));
  }

  private void vm(Context request) {
    DataCenter state = inventory.get().now();
    VmEntry vm = state.requireVm(Requests.vmName(request.pathParam("name")));
    HostId home = vm.right().home();
    Optional<Telemetry.OfVm> known = telemetry.vm(home, vm.id());
    Answers.json(
        request,
        new VmTelemetryView(
            vm.name().value(),
            home.value(),
            known.map(is -> figures(is.host(), is.newest())).orElse(null),
            known.stream()
                .flatMap(is -> is.points().stream())
                .map(TelemetryRoutes::point)
                .toList()));
  }

  private static HostFigures figures(HostSample is) {
    return new HostFigures(
        is.at(),
        is.interval().toMillis(),
        is.cpus(),
        is.cpu().userCores(),
        is.cpu().systemCores(),
        is.cpu().guestCores(),
        is.cpu().interruptCores(),
        is.cpu().stealCores(),
        is.cpu().waitCores(),
        is.cpu().idleCores(),
        is.memory().total().bytes(),
        is.memory().available().bytes(),
        is.memory().free().bytes(),
        is.memory().cached().bytes(),
        is.memory().swapTotal().bytes(),
        is.memory().swapFree().bytes(),
        is.memory().hugePages().bytes(),
        is.memory().hugePagesFree().bytes(),
        is.load().oneMinute(),
        is.load().fiveMinutes(),
        is.load().fifteenMinutes(),
        pressure(is.pressures().cpu()),
        pressure(is.pressures().memory()),
        pressure(is.pressures().io()),
        interfaces(is),
        disks(is),
        is.datastores().stream()
            .map(d ->
                new DatastoreFigures(d.name().value(), d.total().bytes(), d.available().bytes()))
            .toList(),
        is.dropped());
  }

  private static @Nullable PressureFigures pressure(@Nullable Pressure is) {
    if (is == null) {
      return null;
    }
    Stall some = is.some();
    Stall full = is.full();
    return new PressureFigures(
        some.tenSecondsPercent(),
        some.oneMinutePercent(),
        some.fiveMinutesPercent(),
        full == null ? null : full.tenSecondsPercent(),
        full == null ? null : full.oneMinutePercent(),
        full == null ? null : full.fiveMinutesPercent());
  }

  private static List<InterfaceFigures> interfaces(HostSample is) {
    return is.interfaces().stream()
        .map(one ->
            new InterfaceFigures(
                one.name(),
                one.received().bytesPerSecond(),
                one.sent().bytesPerSecond(),
                one.receivedPacketsPerSecond(),
                one.sentPacketsPerSecond(),
                one.troublesPerSecond()))
        .toList();
  }

  private static List<DiskFigures> disks(HostSample is) {
    return is.disks().stream()
        .map(one ->
            new DiskFigures(
                one.name(),
                one.read().bytesPerSecond(),
                one.written().bytesPerSecond(),
                one.readsPerSecond(),
                one.writesPerSecond(),
                one.busyPercent(),
                one.waited().toNanos() / 1e6))
        .toList();
  }

  private static HostPointView point(HostPoint is) {
    return new HostPointView(
        is.at(),
        is.usedCores(),
        Math.round(is.memoryUsedBytes()),
        known(is.cpuPressurePercent()),
        known(is.memoryPressurePercent()),
        known(is.ioPressurePercent()),
        Math.round(is.receivedBytesPerSecond()),
        Math.round(is.sentBytesPerSecond()),
        Math.round(is.readBytesPerSecond()),
        Math.round(is.writtenBytesPerSecond()));
  }

  private static @Nullable Double known(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static VmFigures figures(HostSample host, VmSample is) {
    VmSample.VcpuUse vcpus = is.vcpus();
    VmSample.DiskRates disk = is.disk();
    return new VmFigures(
        host.at(),
        host.interval().toMillis(),
        is.cpuCores(),
        vcpus == null ? null : vcpus.count(),
        vcpus == null ? null : vcpus.runningCores(),
        vcpus == null ? null : vcpus.readyCores(),
        vcpus == null ? null : vcpus.readyPercent(),
        is.resident().bytes(),
        is.received().bytesPerSecond(),
        is.sent().bytesPerSecond(),
        disk == null ? null : disk.read().bytesPerSecond(),
        disk == null ? null : disk.written().bytesPerSecond());
  }

  private static VmPointView point(VmPoint is) {
    return new VmPointView(
        is.at(),
        is.cpuCores(),
        is.readyPercent(),
        Math.round(is.residentBytes()),
        Math.round(is.receivedBytesPerSecond()),
        Math.round(is.sentBytesPerSecond()),
        Math.round(is.readBytesPerSecond()),
        Math.round(is.writtenBytesPerSecond()));
  }
}
