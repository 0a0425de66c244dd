package io.godwit.manager.enrolment;

import io.godwit.manager.enrolment.EnrolmentChange.CertificateRenewed;
import io.godwit.manager.enrolment.EnrolmentChange.Forgotten;
import io.godwit.manager.enrolment.EnrolmentChange.HostRemoved;
import io.godwit.manager.enrolment.EnrolmentChange.TokenIssued;
import io.godwit.manager.enrolment.EnrolmentChange.TokenRedeemed;
import io.godwit.manager.entity.EntityKey;
import io.godwit.manager.entity.EntityKind;
import io.godwit.manager.entity.Table;
import io.godwit.model.host.HostId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of hard state that says who may have a link.
 *
 * @param hosts those that have or had a certificate
 * @param tokens those that wait to be used, at most one for each host
 */
public record Enrolments(Table<HostId, EnrolledHost> hosts, Table<HostId, WaitingToken> tokens) {
  private static final String HOST = "enrolled-host";
  private static final String TOKEN = "enrolment-token";

  public static final Enrolments EMPTY = new Enrolments(Table.empty(), Table.empty());

  /**
   * What a change does.
   *
   * @throws IllegalStateException if it cannot follow this state
   */
  public Enrolments apply(EnrolmentChange change) {
    return switch (change) {
      case TokenIssued issued -> with(issued.token());
      case TokenRedeemed redeemed -> redeem(redeemed);
      case CertificateRenewed renewed -> renew(renewed);
      case HostRemoved removed -> remove(removed);
      case Forgotten forgotten -> {
        require(hosts.get(forgotten.host()).filter(EnrolledHost::enrolled).isEmpty(), change);
        yield new Enrolments(hosts.without(forgotten.host()), tokens.without(forgotten.host()));
      }
    };
  }

  /** What is kept of it. */
  public static List<EntityKind<Enrolments, ?>> kinds() {
    return List.of(
        new EntityKind<>(
            HOST,
            EnrolledHost.class,
            host -> host.host().value(),
            (state, id) -> state.hosts.get(new HostId(id)),
            Enrolments::with,
            state -> state.hosts.values()),
        new EntityKind<>(
            TOKEN,
            WaitingToken.class,
            token -> token.host().value(),
            (state, id) -> state.tokens.get(new HostId(id)),
            Enrolments::with,
            state -> state.tokens.values()));
  }

  static EntityKey host(HostId host) {
    return new EntityKey(HOST, host.value());
  }

  static EntityKey token(HostId host) {
    return new EntityKey(TOKEN, host.value());
  }

  private Enrolments with(WaitingToken token) {
    return new Enrolments(hosts, tokens.with(token.host(), token));
  }

  private Enrolments with(EnrolledHost host) {
    return new Enrolments(hosts.with(host.host(), host), tokens);
  }

  private Enrolments redeem(TokenRedeemed change) {
    HostId host = change.host();
    Optional<WaitingToken> waiting = tokens.get(host);
    Optional<EnrolledHost> known = hosts.get(host);
    String digest = change.redeemed().digest();
    boolean first = waiting.filter(token -> token.digest().equals(digest)).isPresent();
    boolean again = known.filter(each -> each.redeemed().equals(change.redeemed())).isPresent();
    require(first || again, change);
    Instant end = change.certificate().notAfter();
    return new Enrolments(
        hosts.with(
            host,
            new EnrolledHost(
                host,
                change.address(),
                EnrolledHost.State.ENROLLED,
                change.at(),
                List.of(change.certificate()),
                change.redeemed(),
                known.map(each -> later(each.goodUntil(), end)).orElse(end))),
        first ? tokens.without(host) : tokens);
  }

  private Enrolments renew(CertificateRenewed change) {
    EnrolledHost host = enrolled(change.host(), change);
    List<HostCertificate> certificates = new ArrayList<>(host.certificates());
    certificates.removeIf(each -> change.dropped().contains(each.serial()));
    certificates.add(change.certificate());
    return with(
        new EnrolledHost(
            host.host(),
            host.address(),
            host.state(),
            host.enrolledAt(),
            certificates,
            host.redeemed(),
            later(host.goodUntil(), change.certificate().notAfter())));
  }

  private Enrolments remove(HostRemoved change) {
    Optional<EnrolledHost> known = hosts.get(change.host());
    require(known.isPresent() || tokens.has(change.host()), change);
    Enrolments without = new Enrolments(hosts, tokens.without(change.host()));
    return known.map(host -> without.with(removed(host))).orElse(without);
  }

  private static EnrolledHost removed(EnrolledHost host) {
    return new EnrolledHost(
        host.host(),
        host.address(),
        EnrolledHost.State.REMOVED,
        host.enrolledAt(),
        List.of(),
        host.redeemed(),
        host.goodUntil());
  }

  private EnrolledHost enrolled(HostId host, EnrolmentChange change) {
    return hosts.get(host).filter(EnrolledHost::enrolled).orElseThrow(() -> misfit(change));
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static void require(boolean holds, EnrolmentChange change) {
    if (!holds) {
      throw misfit(change);
    }
  }

  private static IllegalStateException misfit(EnrolmentChange change) {
    return new IllegalStateException(change + " does not fit the state");
  }
}
