package io.godwit.protocol.agent;

import io.godwit.model.catalog.Resources;
import io.godwit.model.vm.VmId;

/** What a VM is to have of its host beside others. */
public record Portion(VmId vm, Resources resources) {}
