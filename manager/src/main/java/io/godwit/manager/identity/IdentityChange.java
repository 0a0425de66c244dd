package io.godwit.manager.identity;

import io.godwit.manager.entity.EntityKey;
import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.TokenId;
import io.godwit.model.identity.UserName;
import java.util.List;

/** One change of {@link Identities}. What it does is in {@link Identities#apply}. */
public sealed interface IdentityChange {
  /** The entities it makes, changes or removes. */
  List<EntityKey> touched();

  /** A user is there. */
  record UserCreated(User user) implements IdentityChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(new EntityKey(Identities.USER, user.name().value()));
    }
  }

  /** A user is another in everything but name and time. */
  record UserChanged(User user) implements IdentityChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(new EntityKey(Identities.USER, user.name().value()));
    }
  }

  /** A user is gone, after their tokens and grants. */
  record UserDeleted(UserName user) implements IdentityChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(new EntityKey(Identities.USER, user.value()));
    }
  }

  /** A token can be used. */
  record TokenIssued(Token token) implements IdentityChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(new EntityKey(Identities.TOKEN, token.id().value()));
    }
  }

  /** A token can be used no more. */
  record TokenRevoked(TokenId token) implements IdentityChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(new EntityKey(Identities.TOKEN, token.value()));
    }
  }

  /** A right is given. */
  record GrantGiven(Grant grant) implements IdentityChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(new EntityKey(Identities.GRANT, grant.id().value()));
    }
  }

  /** A right is taken. */
  record GrantTaken(GrantId grant) implements IdentityChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(new EntityKey(Identities.GRANT, grant.value()));
    }
  }
}
