package io.godwit.cli;

import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Share;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.PoolEdit.ShareEdit;
import io.godwit.protocol.api.ResourcesView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a VM has of its host beside others. */
final class ResourceEdit {
  private static final ShareEdit USUAL = new ShareEdit(0L, null, Share.NORMAL);

  @Option(
      names = "--reserve-cores",
      paramLabel = "CORES",
      description = "Cores kept for it, as 2 or 0.5; 0 for none.")
  private @Nullable Double cores;

  @Option(
      names = "--core-limit",
      paramLabel = "CORES",
      description = "The most it may use, also of an idle host; 0 for no limit.")
  private @Nullable Double coreLimit;

  @Option(
      names = "--cpu-shares",
      paramLabel = "SHARES",
      converter = Weight.class,
      description = "Its weight where processors are short: low, normal, high or a number.")
  private @Nullable Integer cpuShares;

  @Option(
      names = "--reserve-memory",
      paramLabel = "SIZE",
      description = "Memory kept for it, as 1GiB; 0 for none.")
  private @Nullable DataSize memory;

  @Option(
      names = "--memory-shares",
      paramLabel = "SHARES",
      converter = Weight.class,
      description = "Its weight where memory is short: low, normal, high or a number.")
  private @Nullable Integer memoryShares;

  /** Names of weights. */
  static final class Weight implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "low" -> Share.LOW;
        case "normal" -> Share.NORMAL;
        case "high" -> Share.HIGH;
        default -> number(text);
      };
    }

    private static Integer number(String text) {
      try {
        return Integer.valueOf(text);
      } catch (NumberFormatException notNumber) {
        throw new TypeConversionException("'" + text + "' is not low, normal, high or a number");
      }
    }
  }

  /** What is said; null if nothing is. */
  @Nullable ResourcesView wish() {
    return over(null);
  }

  /** The same with what is said here. */
  @Nullable ResourcesView over(@Nullable ResourcesView is) {
    boolean silent =
        cores == null
            && coreLimit == null
            && cpuShares == null
            && memory == null
            && memoryShares == null;
    if (silent) {
      return is;
    }
    ShareEdit cpu = is == null ? USUAL : Edited.or(is.cpu(), USUAL);
    ShareEdit bytes = is == null ? USUAL : Edited.or(is.memory(), USUAL);
    return new ResourcesView(
        new ShareEdit(
            cores == null ? cpu.reservation() : Long.valueOf(units(cores)),
            coreLimit == null ? cpu.limit() : limit(units(coreLimit)),
            cpuShares == null ? cpu.shares() : cpuShares),
        new ShareEdit(
            memory == null ? bytes.reservation() : Long.valueOf(memory.bytes()),
            bytes.limit(),
            memoryShares == null ? bytes.shares() : memoryShares));
  }

  /** A limit as it was typed: zero takes it away. */
  static @Nullable Long limit(long typed) {
    return typed == 0 ? null : Long.valueOf(typed);
  }

  static long units(double cores) {
    return Math.round(cores * Resources.UNITS_OF_CORE);
  }

  /** As people read it; empty if everything is as usual. */
  static String shown(@Nullable ResourcesView is) {
    List<String> said = new ArrayList<>();
    if (is != null && is.cpu() != null) {
      add(said, is.cpu(), "cpu", units -> Resources.cores(units) + " cores");
    }
    if (is != null && is.memory() != null) {
      add(said, is.memory(), "memory", bytes -> new DataSize(bytes) + " of memory");
    }
    return String.join(", ", said);
  }

  private static void add(
      List<String> said, ShareEdit share, String of, LongFunction<String> words) {
    Long kept = share.reservation();
    Long limit = share.limit();
    Integer weight = share.shares();
    if (kept != null && kept != 0) {
      said.add(words.apply(kept) + " kept");
    }
    if (limit != null) {
      said.add("at most " + words.apply(limit));
    }
    if (weight != null && weight != Share.NORMAL) {
      said.add(of + " shares " + name(weight));
    }
  }

  private static String name(int weight) {
    return switch (weight) {
      case Share.LOW -> "low";
      case Share.HIGH -> "high";
      default -> Integer.toString(weight);
    };
  }
}
