package io.godwit.manager.membership;

import io.godwit.manager.entity.EntityKey;
import java.util.List;

/** What happens to the managers. Recorded. */
public sealed interface MemberChange {
  /** The entities it changes. */
  List<EntityKey> touched();

  /** A manager is as it is told here from now on. */
  record MemberSet(Member member) implements MemberChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(new EntityKey(Members.KIND, member.name()));
    }
  }
}
