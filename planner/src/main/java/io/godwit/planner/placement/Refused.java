package io.godwit.planner.placement;

import io.godwit.model.host.HostId;
import io.godwit.planner.draft.Refusal;

/** A host that does not take a VM, and why. */
public record Refused(HostId host, Refusal refusal) {}
