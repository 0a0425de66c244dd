package io.godwit.manager.enrolment;

import io.godwit.manager.entity.EntityKey;
import io.godwit.model.host.HostId;
import java.time.Instant;
import java.util.List;

/** One change of {@link Enrolments}. */
public sealed interface EnrolmentChange {
  /** The host it is about. */
  HostId host();

  /** The entities it may change. */
  List<EntityKey> touched();

  /** A host may enrol; an older token of it is void. */
  record TokenIssued(WaitingToken token) implements EnrolmentChange {
    @Override
    public HostId host() {
      return token.host();
    }

    @Override
    public List<EntityKey> touched() {
      return List.of(Enrolments.token(host()));
    }
  }

  /** A token was used: the host has this certificate and no other. */
  record TokenRedeemed(
      HostId host,
      HostCertificate certificate,
      String address,
      EnrolledHost.Redeemed redeemed,
      Instant at)
      implements EnrolmentChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(Enrolments.host(host), Enrolments.token(host));
    }
  }

  /** A host has one more certificate; those in {@code dropped} are no longer good. */
  record CertificateRenewed(HostId host, HostCertificate certificate, List<String> dropped)
      implements EnrolmentChange {
    public CertificateRenewed {
      dropped = List.copyOf(dropped);
    }

    @Override
    public List<EntityKey> touched() {
      return List.of(Enrolments.host(host));
    }
  }

  /** A host no longer belongs to the data center; it has no token and no certificate. */
  record HostRemoved(HostId host) implements EnrolmentChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(Enrolments.host(host), Enrolments.token(host));
    }
  }

  /** Nothing is left that could be mistaken for this removed host, or its token has expired. */
  record Forgotten(HostId host) implements EnrolmentChange {
    @Override
    public List<EntityKey> touched() {
      return List.of(Enrolments.host(host), Enrolments.token(host));
    }
  }
}
