package io.godwit.manager.orchestration;

import io.godwit.model.host.HostId;
import io.godwit.model.migration.CheckReport;
import io.godwit.model.vm.VmName;

/**
 * What came out when somebody asked whether a VM may move.
 *
 * @param source where the VM is
 */
public record MigrationCheck(VmName vm, HostId source, HostId destination, CheckReport report) {}
