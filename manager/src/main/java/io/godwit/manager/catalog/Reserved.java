package io.godwit.manager.catalog;

import io.godwit.model.catalog.Pool;
import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.Share;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is reserved in a pool is there. One that has something reserved gives what is in it,
 * pools and VMs, no more than that; one that has not, as much as its limit allows. VMs count
 * whether they run or not: what was promised is there when they start. Pure.
 */
final class Reserved {
  private static final List<Part> PARTS =
      List.of(
          new Part(Pool::cpu, Resources::cpu, units -> Resources.cores(units) + " cores"),
          new Part(Pool::memory, Resources::memory, bytes -> new DataSize(bytes) + " of memory"));

  private Reserved() {}

  /** Why a pool cannot be like that, as half a sentence. */
  static Optional<String> wrong(Catalog catalog, Pool pool) {
    return PARTS.stream().flatMap(part -> part.wrong(catalog, pool).stream()).findFirst();
  }

  /** Why a VM cannot have that, as half a sentence. */
  static Optional<String> wrong(Catalog catalog, VmAttributes said) {
    Optional<Pool> pool = Optional.ofNullable(said.pool()).flatMap(catalog::pool);
    return pool.flatMap(
        in -> PARTS.stream().flatMap(part -> part.wrong(catalog, in, said).stream()).findFirst());
  }

  /** One of the two resources. */
  private record Part(
      Function<Pool, Share> ofPool, Function<Resources, Share> ofVm, LongFunction<String> words) {
    Optional<String> wrong(Catalog catalog, Pool pool) {
      long given = pools(catalog, pool, pool) + vms(catalog, pool, null);
      if (given > most(pool)) {
        return Optional.of(
            "what is in it has %s reserved, more than its %s"
                .formatted(words.apply(given), words.apply(most(pool))));
      }
      return pool.above()
          .flatMap(catalog::pool)
          .flatMap(in -> left(in, kept(pool), pools(catalog, in, pool) + vms(catalog, in, null)));
    }

    Optional<String> wrong(Catalog catalog, Pool in, VmAttributes said) {
      long wanted = ofVm.apply(said.resources()).reservation();
      return wanted == 0
          ? Optional.empty()
          : left(in, wanted, pools(catalog, in, in) + vms(catalog, in, said.vm()));
    }

    private Optional<String> left(Pool in, long wanted, long others) {
      long left = most(in) - others;
      return wanted == 0 || wanted <= left
          ? Optional.empty()
          : Optional.of(
              "%s cannot be kept in pool %s, which has %s for what is in it, and %s of them left"
                  .formatted(
                      words.apply(wanted),
                      in.name(),
                      words.apply(most(in)),
                      words.apply(Math.max(0, left))));
    }

    /** What may be reserved in a pool. */
    private long most(Pool pool) {
      Long limit = ofPool.apply(pool).limit();
      return kept(pool) > 0 ? kept(pool) : limit == null ? Long.MAX_VALUE : limit;
    }

    private long kept(Pool pool) {
      return ofPool.apply(pool).reservation();
    }

    private long pools(Catalog catalog, Pool in, Pool but) {
      return catalog
          .pools()
          .filter(each -> each.above().filter(in.key()::equals).isPresent())
          .filter(each -> !each.key().equals(but.key()))
          .mapToLong(this::kept)
          .sum();
    }

    private long vms(Catalog catalog, Pool in, @Nullable VmId but) {
      return catalog
          .vmsIn(in.key())
          .filter(each -> !each.vm().equals(but))
          .mapToLong(each -> ofVm.apply(each.resources()).reservation())
          .sum();
    }
  }
}
