package io.godwit.agent.vm;

import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;

/** Is told of every change, in order per VM, under the VM's lock: it must not block. */
public interface VmWatcher {
  void changed(VmObservation now);

  void gone(VmId vm);
}
