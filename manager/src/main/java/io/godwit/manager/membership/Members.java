package io.godwit.manager.membership;

import io.godwit.manager.entity.EntityKind;
import io.godwit.manager.entity.Table;
import io.godwit.manager.membership.MemberChange.MemberSet;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The managers that may take part, and those that no longer may. Pure.
 *
 * @param members by name
 */
public record Members(Table<String, Member> members) {
  /** ZooKeeper's. */
  static final int MAX_ID = 255;

  /** More make every change slower and protect against nothing more. */
  static final int MAX_ADMITTED = 7;

  static final String KIND = "manager";

  public static final Members EMPTY = new Members(Table.empty());

  /** What is kept of it. */
  public static List<EntityKind<Members, ?>> kinds() {
    return List.of(
        new EntityKind<>(
            KIND,
            Member.class,
            Member::name,
            (state, name) -> state.members.get(name),
            (state, member) -> new Members(state.members.with(member.name(), member)),
            state -> state.members.values()));
  }

  /** What a change does. */
  public Members apply(MemberChange change) {
    return switch (change) {
      case MemberSet set -> {
        Member member = set.member();
        boolean taken =
            members.values().stream()
                .anyMatch(
                    other -> other.id() == member.id() && !other.name().equals(member.name()));
        if (taken) {
          throw new IllegalStateException("manager number " + member.id() + " is another's");
        }
        yield new Members(members.with(member.name(), member));
      }
    };
  }

  /** Those that may take part, in the order of their names. */
  public List<Member> admitted() {
    return members.values().stream().filter(Member::admitted).toList();
  }

  /**
   * The member that a manager becomes, or is already, if it asks to take part.
   *
   * @throws GodwitException MANAGER_EXISTS if the name is that of a manager elsewhere,
   *     MANAGERS_FULL
   */
  public Member admit(String name, String peer, Instant now) {
    Optional<Member> known = members.get(name);
    if (known.filter(Member::admitted).isPresent()) {
      if (!known.get().peer().equals(peer)) {
        throw new GodwitException(
            ErrorCode.MANAGER_EXISTS,
            "There is a manager " + name + " at " + known.get().peer() + " already.",
            "Give the new one another name, or remove the old one with 'godwit manager remove "
                + name
                + "' first.");
      }
      return known.get();
    }
    if (admitted().size() >= MAX_ADMITTED) {
      throw new GodwitException(
          ErrorCode.MANAGERS_FULL,
          "There are " + MAX_ADMITTED + " managers already, which is as many as there may be.",
          "Remove one with 'godwit manager remove NAME' first.");
    }
    int id = known.map(Member::id).orElseGet(this::nextId);
    return new Member(id, name, peer, Member.State.ADMITTED, now);
  }

  /**
   * The member as it is once dismissed.
   *
   * @throws GodwitException MANAGER_UNKNOWN
   */
  public Member dismiss(String name, Instant now) {
    Member member =
        members
            .get(name)
            .filter(Member::admitted)
            .orElseThrow(() ->
                new GodwitException(
                    ErrorCode.MANAGER_UNKNOWN,
                    "There is no manager " + name + ".",
                    "List them with 'godwit manager list'."));
    return new Member(member.id(), name, member.peer(), Member.State.DISMISSED, now);
  }

  private int nextId() {
    return members.values().stream().mapToInt(Member::id).max().orElse(0) + 1;
  }
}
