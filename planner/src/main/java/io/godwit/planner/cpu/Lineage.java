package io.godwit.planner.cpu;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * QEMU's named CPU models by the age of the processors they are named after, as their makers date
 * them. Models that this version does not know are nobody's newest.
 */
final class Lineage {
  /** The oldest first; only those that run a 64-bit guest. */
  private static final List<String> MODELS =
      List.of(
          "qemu64",
          "kvm64",
          "Opteron_G1",
          "core2duo",
          "Conroe",
          "Opteron_G2",
          "phenom",
          "Penryn",
          "Nehalem",
          "Nehalem-IBRS",
          "Opteron_G3",
          "Westmere",
          "Westmere-IBRS",
          "SandyBridge",
          "SandyBridge-IBRS",
          "Opteron_G4",
          "IvyBridge",
          "IvyBridge-IBRS",
          "Opteron_G5",
          "Haswell-noTSX",
          "Haswell-noTSX-IBRS",
          "Haswell",
          "Haswell-IBRS",
          "Broadwell-noTSX",
          "Broadwell-noTSX-IBRS",
          "Broadwell",
          "Broadwell-IBRS",
          "Skylake-Client-noTSX-IBRS",
          "Skylake-Client",
          "Skylake-Client-IBRS",
          "Denverton",
          "EPYC",
          "EPYC-IBPB",
          "Skylake-Server-noTSX-IBRS",
          "Skylake-Server",
          "Skylake-Server-IBRS",
          "Dhyana",
          "Cascadelake-Server-noTSX",
          "Cascadelake-Server",
          "EPYC-Rome",
          "Snowridge",
          "Cooperlake",
          "EPYC-Milan",
          "Icelake-Server-noTSX",
          "Icelake-Server",
          "EPYC-Genoa",
          "SapphireRapids",
          "SierraForest",
          "GraniteRapids",
          "EPYC-Turin",
          "ClearwaterForest");

  private Lineage() {}

  /** The newest of some. */
  static Optional<String> newest(Collection<String> some) {
    return MODELS.reversed().stream().filter(some::contains).findFirst();
  }
}
