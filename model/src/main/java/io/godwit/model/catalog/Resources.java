package io.godwit.model.catalog;

import io.godwit.model.unit.DataSize;
import java.util.Locale;
import java.util.Optional;

/**
 * What a VM has of its host, beside its size: what is kept for it, the most it may use, and its
 * weight where there is too little.
 *
 * @param cpu in hundredths of a core
 * @param memory in bytes; without a limit, since a VM has all of its memory
 */
public record Resources(Share cpu, Share memory) {
  /** Nothing kept, no limit, as much as any other. */
  public static final Resources DEFAULT = new Resources(Share.DEFAULT, Share.DEFAULT);

  /** A core has so many of the unit that processors are shared in. */
  public static final int UNITS_OF_CORE = 100;

  public Resources {
    if (memory.limit() != null) {
      throw new IllegalArgumentException("a VM's memory has no limit but its size");
    }
  }

  /** Why a VM of this size cannot have them, as a part of a sentence. */
  public Optional<String> wrongFor(int cpus, DataSize size) {
    if (cpu.reservation() > (long) cpus * UNITS_OF_CORE) {
      return Optional.of(
          "%s cores cannot be kept for %d processors".formatted(cores(cpu.reservation()), cpus));
    }
    if (memory.reservation() > size.bytes()) {
      return Optional.of(
          "%s of memory cannot be kept for a VM of %s"
              .formatted(new DataSize(memory.reservation()), size));
    }
    return Optional.empty();
  }

  /** The same with nothing kept. */
  public Resources unreserved() {
    return new Resources(
        new Share(0, cpu.limit(), cpu.weight()), new Share(0, null, memory.weight()));
  }

  /** Hundredths of a core in words: {@code 1.5}. */
  public static String cores(long units) {
    double cores = (double) units / UNITS_OF_CORE;
    return units % UNITS_OF_CORE == 0
        ? Long.toString(units / UNITS_OF_CORE)
        : String.format(Locale.ROOT, "%s", cores);
  }
}
