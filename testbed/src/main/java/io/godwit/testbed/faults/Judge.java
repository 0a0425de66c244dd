package io.godwit.testbed.faults;

import io.godwit.lab.Guest;
import io.godwit.lab.Lab;
import io.godwit.lab.LabHost;
import io.godwit.lab.client.Client;
import io.godwit.lab.client.ClientReport;
import io.godwit.lab.client.DiskRecords;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.VmView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks at what is there after a cell, past what agents and managers say. */
final class Judge {
  private static final Duration SETTLED = Duration.ofSeconds(60);
  private static final String RUNNING = "RUNNING";
  private static final String CRASHED = "CRASHED";

  private final Lab lab;
  private final Cell cell;
  private final Guest guest;
  private final String boot;
  private final List<String> wrong = new ArrayList<>();

  Judge(Lab lab, Cell cell, Guest guest, String boot) {
    this.lab = lab;
    this.cell = cell;
    this.guest = guest;
    this.boot = boot;
  }

  Verdict judge(Client client, CellRun.Story story, Optional<MigrationView> end)
      throws InterruptedException, IOException {
    if (story.begun() && end.isEmpty()) {
      wrong.add("the migration has not ended");
    }
    VmView vm = settled();
    String guests = guests(vm);
    String clean = clean(vm);
    String state = vm.state().equals(RUNNING) ? alive(client) : "";
    String writes = writes(client);
    String record = record(story, end);
    String evidence =
        String.format(
            Locale.ROOT,
            "struck in %s; %s, %.0f s; %s; %s%s; %s",
            story.struckIn(),
            record,
            story.seconds(),
            guests,
            writes,
            state,
            clean);
    return new Verdict(cell, outcome(story, vm), evidence, wrong);
  }

  private static String outcome(CellRun.Story story, VmView vm) {
    if (!vm.state().equals(RUNNING)) {
      return vm.state().toLowerCase(Locale.ROOT);
    }
    if (!story.begun()) {
      return "refused";
    }
    return vm.host().equals("h2") ? Verdict.MOVED : "stayed";
  }

  /** The VM, once nothing is under way with it and its QEMU is where it is said to be. */
  private VmView settled() throws InterruptedException {
    Optional<VmView> seen =
        Waiting.until(
            SETTLED,
            () -> lab.api().vm(guest.name()),
            vm ->
                vm.migration() == null
                    && (vm.state().equals(RUNNING) || vm.state().equals(CRASHED))
                    && qemus() == (vm.state().equals(RUNNING) ? 1 : 0)
                    && elsewhere(vm).isEmpty());
    return seen.orElseGet(() -> lab.api().vm(guest.name()));
  }

  private int qemus() {
    return lab.hosts().stream().mapToInt(host -> host.qemuProcesses().size()).sum();
  }

  private String guests(VmView vm) {
    int count = qemus();
    boolean crashed = vm.state().equals(CRASHED);
    if (crashed && !cell.fault().killsQemu()) {
      wrong.add("the guest is gone, and nobody killed its QEMU");
    } else if (!crashed && !vm.state().equals(RUNNING)) {
      wrong.add("the VM is " + vm.state());
    }
    if (vm.migration() != null) {
      wrong.add("the VM still counts as migrating");
    }
    if (count != (crashed ? 0 : 1)) {
      wrong.add(count + " QEMUs run");
    }
    if (!crashed && lab.host(vm.host()).qemuProcesses().size() != 1) {
      wrong.add("it does not run on " + vm.host() + ", where the record says it does");
    }
    return count + " QEMU, VM " + vm.state() + " on " + vm.host();
  }

  private List<String> elsewhere(VmView vm) {
    List<String> left = new ArrayList<>();
    for (LabHost host : lab.hosts()) {
      HostTraces traces = HostTraces.of(host);
      if (!host.name().equals(vm.host()) && !traces.equals(HostTraces.NONE)) {
        left.add(host.name() + ": " + traces);
      }
    }
    return left;
  }

  private String clean(VmView vm) {
    List<String> left = elsewhere(vm);
    left.forEach(traces -> wrong.add("left on " + traces));
    return left.isEmpty() ? "nothing left elsewhere" : "something left elsewhere";
  }

  private String alive(Client client) {
    if (!client.status().bootId().equals(boot)) {
      wrong.add("the guest booted again");
    }
    long pages = client.verify().pagesWrong();
    if (pages != 0) {
      wrong.add(pages + " pages are wrong");
    }
    ClientReport report = client.report();
    if (!report.whole().oneSender()) {
      wrong.add("two guests sent: " + report.whole());
    }
    if (!report.counter().survived()) {
      wrong.add("the TCP session ended: " + report.counter().problem());
    }
    return ", its connection lives";
  }

  private String writes(Client client) throws IOException {
    ClientReport.AckReport acks = client.report().acks();
    if (acks.acknowledged() == 0) {
      wrong.add("no write was acknowledged: nothing is shown");
      return "no writes";
    }
    long lost = DiskRecords.lost(guest.disk(), boot, acks.first(), acks.last());
    if (lost != 0) {
      wrong.add(lost + " acknowledged writes are lost");
    }
    return acks.acknowledged() + " writes acknowledged, " + lost + " lost";
  }

  private String record(CellRun.Story story, Optional<MigrationView> end) {
    if (!story.begun()) {
      if (cell.phase() != Phase.CHECK) {
        wrong.add("it was refused, and nothing could strike it");
      }
      return "refused " + story.refusal();
    }
    String helped = story.cancelled() ? ", cancelled after 60 s " + story.refusal() : "";
    return end.map(view -> words(view) + helped).orElse("no end" + helped);
  }

  private String words(MigrationView view) {
    ProblemView problem = view.problem();
    if (view.state() == MigrationView.State.COMPLETED) {
      return "COMPLETED";
    }
    if (problem == null) {
      wrong.add("the record does not say why the migration is " + view.state());
      return view.state().toString();
    }
    return view.state() + " " + problem.code() + " (" + problem.detail() + ")";
  }
}
