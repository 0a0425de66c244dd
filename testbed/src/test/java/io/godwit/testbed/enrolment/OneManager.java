package io.godwit.testbed.enrolment;

import io.godwit.manager.agents.AgentDirectory;
import io.godwit.manager.agents.AgentServer;
import io.godwit.manager.agents.LinkListener;
import io.godwit.manager.agents.OrderPermit;
import io.godwit.manager.agents.Reception;
import io.godwit.manager.agents.Standing;
import io.godwit.manager.authority.Authority;
import io.godwit.manager.authority.TlsMaterial;
import io.godwit.manager.enrolment.EnrolmentChange;
import io.godwit.manager.enrolment.EnrolmentLedger;
import io.godwit.manager.enrolment.Enrolments;
import io.godwit.manager.enrolment.HostEnrolment;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import io.godwit.protocol.trust.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** What agents see of a manager. */
final class OneManager implements AutoCloseable {
  /** What several managers share. */
  static final class Ledger implements EnrolmentLedger {
    private volatile Enrolments state = Enrolments.EMPTY;

    @Override
    public Enrolments now() {
      return state;
    }

    @Override
    public synchronized void record(Function<Enrolments, List<EnrolmentChange>> decision) {
      for (EnrolmentChange change : decision.apply(state)) {
        state = state.apply(change);
      }
    }
  }

  final HostEnrolment enrolment;
  final List<String> heard = new CopyOnWriteArrayList<>();
  private final TlsMaterial tls;
  private final AgentServer server;
  volatile Standing standing;

  OneManager(String name, Authority authority, Ledger ledger, Standing standing)
      throws IOException {
    this.standing = standing;
    this.tls =
        TlsMaterial.inMemory(
            authority, Identity.manager(name), List.of("localhost"), InstantSource.system());
    this.enrolment =
        new HostEnrolment(authority, ledger, InstantSource.system(), new SecureRandom());
    this.server =
        new AgentServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Reception(tls, enrolment, name, () -> this.standing),
            new AgentDirectory(new OrderPermit(() -> true)),
            new Hearing());
  }

  String address() {
    return "127.0.0.1:" + server.address().getPort();
  }

  void turnAway(String leader) {
    standing = new Standing.Follower(leader);
    server.turnAway(leader);
  }

  long connections() {
    return heard.stream().filter(word -> word.startsWith("connected")).count();
  }

  @Override
  public void close() {
    server.close();
    tls.close();
  }

  private final class Hearing implements LinkListener {
    @Override
    public void connected(HostDescription host, long link, List<VmObservation> vms) {
      heard.add("connected " + host.id());
    }

    @Override
    public void disconnected(HostId host, long link) {
      heard.add("disconnected " + host);
    }

    @Override
    public void seen(HostId host, VmObservation observation) {}

    @Override
    public void gone(HostId host, VmId vm) {}

    @Override
    public void progressed(HostId host, MigrationId migration, MigrationProgress progress) {}
  }
}
