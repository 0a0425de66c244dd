package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.error.ErrorCode;
import io.godwit.protocol.api.MaintenanceRequest;
import io.godwit.protocol.api.MaintenanceView;
import io.godwit.protocol.api.MaintenanceView.Stage;
import io.godwit.protocol.api.RollingRequest;
import io.godwit.protocol.api.RollingView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Maintenance of the hosts of a cluster, batch after batch: empties them, says which are ready, and
 * goes on when somebody has let them back into service. What comes next is planned anew each time.
 */
final class RollingMaintenance {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Godwit godwit;
  private final String cluster;
  private final int batch;

  RollingMaintenance(Godwit godwit, String cluster, int batch) {
    this.godwit = godwit;
    this.cluster = cluster;
    this.batch = batch;
  }

  /** Returns the exit status. */
  int plan(List<String> hosts) {
    RollingView plan = ask(hosts);
    godwit.print(plan, RollingMaintenance::lines);
    return status(plan);
  }

  /** Returns the exit status. */
  int run(List<String> hosts) {
    RollingView plan = ask(hosts);
    lines(plan).forEach(godwit::note);
    if (status(plan) != 0) {
      return status(plan);
    }
    List<String> left = new ArrayList<>();
    plan.batches().forEach(each -> left.addAll(each.hosts()));
    List<String> working = new ArrayList<>();
    try (var _ = godwit.around().interrupts().on(() -> leave(working, left))) {
      while (!left.isEmpty()) {
        RollingView next = ask(left);
        if (status(next) != 0) {
          lines(next).forEach(godwit::note);
          return status(next);
        }
        working.clear();
        working.addAll(next.batches().getFirst().hosts());
        if (!empty(working)) {
          return ErrorCode.EVACUATION_BLOCKED.exitStatus();
        }
        godwit.note(
            String.join(", ", working)
                + (working.size() == 1 ? " is" : " are")
                + " ready; the next follow when 'godwit host maintenance exit' was said of "
                + (working.size() == 1 ? "it" : "each"));
        await(working, stage -> stage == Stage.IN_SERVICE);
        left.removeAll(working);
        working.clear();
      }
    } catch (InterruptedException stopped) {
      leave(working, left);
      return MigrationWatch.INTERRUPTED;
    }
    godwit.note("all hosts of cluster " + Words.of(cluster) + " have had their turn");
    return 0;
  }

  private RollingView ask(List<String> hosts) {
    return godwit.ask(client ->
        client.rollingMaintenance(
            cluster, new RollingRequest(batch, hosts.isEmpty() ? null : hosts)));
  }

  private static int status(RollingView plan) {
    return plan.blocked().isEmpty() ? 0 : ErrorCode.EVACUATION_BLOCKED.exitStatus();
  }

  private boolean empty(List<String> hosts) throws InterruptedException {
    for (String host : hosts) {
      godwit.note(host + " is emptied");
      godwit.ask(client -> client.beginMaintenance(host, new MaintenanceRequest(null, null, null)));
    }
    await(hosts, stage -> stage != Stage.EVACUATING);
    boolean all = true;
    for (String host : hosts) {
      MaintenanceView is = godwit.ask(client -> client.maintenance(host));
      if (is.stage() == Stage.BLOCKED) {
        MaintenanceReport.lines(is).forEach(godwit::note);
        all = false;
      }
    }
    return all;
  }

  private void await(List<String> hosts, Predicate<Stage> stage) throws InterruptedException {
    for (String host : hosts) {
      while (!stage.test(godwit.ask(client -> client.maintenance(host)).stage())) {
        Thread.sleep(LOOK);
      }
    }
  }

  private void leave(List<String> working, List<String> left) {
    godwit
        .around()
        .err()
        .line(
            "Stopped. "
                + (working.isEmpty()
                    ? "No host is in maintenance for it. "
                    : "In maintenance: " + Words.of(String.join(", ", working)) + ". ")
                + "Not done yet: "
                + Words.of(String.join(",", left))
                + ". Go on with 'godwit cluster maintenance "
                + Words.of(cluster)
                + " --hosts ...'.");
  }

  private static List<String> lines(RollingView plan) {
    List<String> lines = new ArrayList<>();
    Table batches = Table.of("batch", "hosts", "moves", "empty in");
    int number = 1;
    for (RollingView.BatchView each : plan.batches()) {
      batches.row(
          number++,
          String.join(",", each.hosts()),
          each.moves(),
          Words.milliseconds((double) each.expectedMs()));
    }
    if (!plan.batches().isEmpty()) {
      lines.addAll(batches.lines());
    }
    for (RollingView.BlockedView each : plan.blocked()) {
      each.because()
          .forEach(why -> lines.add(Words.of(each.host() + " cannot be emptied: " + why)));
    }
    if (lines.isEmpty()) {
      lines.add("no host of cluster " + Words.of(plan.cluster()) + " takes VMs");
    }
    return lines;
  }
}
