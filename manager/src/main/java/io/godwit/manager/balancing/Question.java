package io.godwit.manager.balancing;

import io.godwit.model.catalog.Rule;
import io.godwit.model.host.HostId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know before it happens.
 *
 * @param event what happens
 * @param rule that is kept besides those that are there, in place of one of its name; none if null
 * @param like when the load was as it is to be; as it is now if null
 */
public record Question(Event event, @Nullable Rule rule, @Nullable Instant like) {
  /** An event under the rules that are there, with the load of now. */
  public Question(Event event) {
    this(event, null, null);
  }

  /** The rule that is kept besides. */
  public Optional<Rule> added() {
    return Optional.ofNullable(rule);
  }

  /** When the load was as it is to be. */
  public Optional<Instant> moment() {
    return Optional.ofNullable(like);
  }

  /** Something that happens to a cluster. */
  public sealed interface Event {
    /** Nothing but what else is asked. */
    record Nothing() implements Event {}

    /** A host fails, and its VMs start elsewhere. */
    record Fail(HostId host) implements Event {}

    /** A host is emptied. */
    record Maintain(HostId host) implements Event {}

    /**
     * There are more hosts, each like the first that takes VMs.
     *
     * @param count 1 to 1000
     */
    record Add(int count) implements Event {
      public Add {
        if (count < 1 || count > 1000) {
          throw new IllegalArgumentException("1 to 1000 hosts are added, not " + count);
        }
      }
    }
  }
}
