package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people say of a VM, read and written as a whole; what is not given is empty.
 *
 * @param folder where it is filed, as {@code prod/db}
 * @param pool a pool of the cluster of its home
 * @param migration limits of its migrations
 * @param automation who decides that it moves: {@code MANUAL}, {@code PARTIAL}, {@code AUTOMATIC}
 *     or {@code NEVER}; as its cluster is balanced if null
 * @param quiet when it must not move, as {@code mon-fri 08:00-18:00 Europe/Berlin}
 * @param resources what it has of its host beside others
 */
public record VmAttributesView(
    @Nullable String folder,
    @Nullable String pool,
    @Nullable List<String> tags,
    @Nullable String notes,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LimitsView migration,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String automation,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<String> quiet,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ResourcesView resources) {
  /** With nothing of its own kept. */
  public VmAttributesView(
      @Nullable String folder,
      @Nullable String pool,
      @Nullable List<String> tags,
      @Nullable String notes,
      @Nullable LimitsView migration,
      @Nullable String automation,
      @Nullable List<String> quiet) {
    this(folder, pool, tags, notes, migration, automation, quiet, null);
  }
}
