package io.godwit.model.host;

import java.util.List;

/**
 * What the processors of a host's guests can be, on one accelerator.
 *
 * @param accelerator which
 * @param features every feature that a guest can be given, by QEMU's names, in their order
 * @param models named CPU models that a guest can be given with nothing missing, in their order
 */
public record CpuSupport(Accelerator accelerator, List<String> features, List<String> models) {
  public CpuSupport {
    features = features.stream().sorted().toList();
    models = models.stream().sorted().toList();
  }
}
