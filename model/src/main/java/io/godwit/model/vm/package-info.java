/** What a VM is and who may run it. Entry: {@link io.godwit.model.vm.VmSpec}. */
@NullMarked
package io.godwit.model.vm;

import org.jspecify.annotations.NullMarked;
