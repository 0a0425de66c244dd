package io.godwit.agent.qemu;

import io.godwit.agent.platform.ProcessIdentity;
import io.godwit.model.host.Accelerator;
import io.godwit.qmp.QmpSession;

/** A VM's process that answers. */
public record Instance(ProcessIdentity process, QmpSession qmp, Accelerator accelerator) {}
