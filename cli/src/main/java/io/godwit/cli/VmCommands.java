package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.ProblemView;
import io.godwit.protocol.api.VmAttributesView;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.api.VmView;
import io.godwit.protocol.client.ApiClient;
import io.godwit.protocol.client.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit vm}. */
@Command(
    name = "vm",
    description = "Looks at VMs, runs them and moves them.",
    subcommands = {
      VmCreateCommand.class,
      VmMigrateCommand.class,
      VmMoveDiskCommand.class,
      VmTopCommand.class
    })
final class VmCommands {
  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  Godwit godwit() {
    return godwit;
  }

  @Command(description = "Lists the VMs, or follows them.")
  int list(
      @Option(names = "--watch", description = Watching.DESCRIPTION) boolean watch,
      @Option(names = "--host", paramLabel = "HOST", description = "Only those of this host.")
          @Nullable HostId host,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = "Only those, as running or stopped.")
          @Nullable String state,
      @Option(
              names = "--name",
              paramLabel = "PREFIX",
              description = "Only those whose name begins like this.")
          @Nullable String prefix) {
    SortedMap<String, String> query = new TreeMap<>();
    TaskCommands.given(query, "host", host == null ? null : host.value());
    TaskCommands.given(query, "state", state == null ? null : state.toUpperCase(Locale.ROOT));
    TaskCommands.given(query, "name", prefix);
    if (watch) {
      return new Watching<>(godwit, VmCommands::table)
          .follow((client, change) -> client.watchVms(query, change));
    }
    return godwit.show(
        client -> new ItemList<>(client.vms(query)), vms -> table(vms.items()).lines());
  }

  @Command(description = "Shows one VM.")
  int show(@Parameters(paramLabel = "NAME", description = "The VM.") VmName name) {
    return godwit.show((ApiClient client) -> client.vm(name.value()), this::details);
  }

  @Command(description = "Starts a VM.")
  int start(@Parameters(paramLabel = "NAME", description = "The VM.") VmName name) {
    return change(client -> client.startVm(name.value()));
  }

  @Command(description = "Asks the guest to shut down and waits for it.")
  int stop(
      @Parameters(paramLabel = "NAME", description = "The VM.") VmName name,
      @Option(
              names = "--grace",
              paramLabel = "TIME",
              description = "How long the guest may take, as 90s or 5min; 60s if not given.")
          @Nullable Duration grace) {
    VmStop how = new VmStop(grace == null ? null : grace.toMillis());
    return change(client -> client.stopVm(name.value(), how));
  }

  @Command(description = "Ends a VM at once, as a power cut does.")
  int kill(@Parameters(paramLabel = "NAME", description = "The VM.") VmName name) {
    return change(client -> client.killVm(name.value()));
  }

  @Command(description = "Stops the guest in memory.")
  int pause(@Parameters(paramLabel = "NAME", description = "The VM.") VmName name) {
    return change(client -> client.pauseVm(name.value()));
  }

  @Command(description = "Lets a paused guest go on.")
  int resume(@Parameters(paramLabel = "NAME", description = "The VM.") VmName name) {
    return change(client -> client.resumeVm(name.value()));
  }

  @Command(description = "Forgets a stopped VM; its disks stay.")
  int delete(@Parameters(paramLabel = "NAME", description = "The VM.") VmName name) {
    godwit.ask(Godwit.nothing(client -> client.deleteVm(name.value())));
    godwit.say(name + " is deleted");
    return 0;
  }

  @Command(
      description =
          "Says where a VM is filed, its migrations' limits, who moves it and when nobody does, what"
              + " it has of its host, and notes; what is not given stays.")
  int edit(
      @Parameters(paramLabel = "NAME", description = "The VM.") VmName name,
      @Option(names = "--folder", paramLabel = "PATH", description = "As prod/db; '' for none.")
          @Nullable String folder,
      @Option(
              names = "--pool",
              paramLabel = "POOL",
              description = "A pool of the cluster of its home; '' for none.")
          @Nullable String pool,
      @Option(names = "--tags", paramLabel = "TAG", split = ",", description = Edited.TAGS)
          @Nullable List<String> tags,
      @Option(names = "--notes", paramLabel = "TEXT", description = "What to remember of it.")
          @Nullable String notes,
      @Mixin LimitEdit limits,
      @Mixin MobilityEdit mobility,
      @Mixin ResourceEdit resources) {
    return godwit.show(
        client -> {
          Versioned<VmAttributesView> read = client.catalog().vm(name.value());
          VmAttributesView is = read.value();
          return client
              .catalog()
              .editVm(
                  name.value(),
                  read.etag(),
                  new VmAttributesView(
                      Edited.orNone(folder, is.folder()),
                      Edited.orNone(pool, is.pool()),
                      tags == null ? is.tags() : Edited.words(tags),
                      notes == null ? is.notes() : notes,
                      limits.over(is.migration()),
                      mobility.automation(is.automation()),
                      mobility.quiet(is.quiet()),
                      resources.over(is.resources())));
        },
        is ->
            Table.details(
                "name", name,
                "folder", is.folder(),
                "pool", is.pool(),
                "tags", String.join(", ", Edited.or(is.tags(), List.of())),
                "migrations", LimitEdit.shown(is.migration()),
                "moved by", MobilityEdit.shown(is.automation()),
                "quiet", String.join(", ", Edited.or(is.quiet(), List.of())),
                "resources", ResourceEdit.shown(is.resources()),
                "notes", is.notes()));
  }

  @Command(
      name = "console-log",
      description = "Prints the end of a VM's serial console, in every format as it is.")
  int consoleLog(@Parameters(paramLabel = "NAME", description = "The VM.") VmName name) {
    String log = godwit.ask(client -> client.consoleLog(name.value()));
    Sink out = godwit.around().out();
    // The guest chose these bytes: a file gets them untouched, a terminal must not obey them.
    out.stream()
        .print(
            switch (out.device()) {
              case TERMINAL -> Words.escapedLines(log);
              case STREAM -> log;
            });
    out.stream().flush();
    return 0;
  }

  /** What became of a VM, in one sentence. */
  static List<String> sentence(VmView vm) {
    String is = Words.of(vm.name()) + " is " + lower(vm.state()) + " on " + Words.of(vm.host());
    return vm.placement() == null ? List.of(is) : List.of(is, Words.of(vm.placement()));
  }

  private int change(Function<ApiClient, VmView> call) {
    return godwit.show(call, VmCommands::sentence);
  }

  private static Table table(List<VmView> vms) {
    Table table =
        Table.of("name", "state", "host", "cpus", "memory", "accelerator", "qemu", "migration");
    vms.stream()
        .sorted(Comparator.comparing(VmView::name))
        .forEach(vm ->
            table.row(
                vm.name(),
                vm.state(),
                place(vm),
                vm.cpus(),
                new DataSize(vm.memoryBytes()),
                vm.accelerator(),
                vm.qemuVersion(),
                vm.migration()));
    return table;
  }

  private List<String> details(VmView vm) {
    Instant confirmed = vm.confirmedAt();
    String age =
        confirmed == null
            ? "never"
            : Words.age(Duration.between(confirmed, godwit.around().clock().instant())) + " ago";
    List<@Nullable Object> lines =
        new ArrayList<>(
            Arrays.<@Nullable Object>asList(
                "name", vm.name(),
                "id", vm.id(),
                "state", vm.state(),
                "confirmed", age,
                "host", place(vm),
                "cluster", vm.cluster(),
                "folder", vm.folder(),
                "pool", vm.pool(),
                "tags", String.join(", ", vm.tags()),
                "notes", vm.notes(),
                "moved by", MobilityEdit.shown(vm.automation()),
                "quiet", String.join(", ", vm.quiet()),
                "resources", ResourceEdit.shown(vm.resources()),
                "generation", vm.generation(),
                "cpus", vm.cpus(),
                "cpu model", vm.cpuModel(),
                "memory", new DataSize(vm.memoryBytes()),
                "machine", vm.machine(),
                "accelerator", vm.accelerator(),
                "qemu", vm.qemuVersion(),
                "migration", vm.migration()));
    for (VmCreate.Disk disk : vm.disks()) {
      lines.add("disk");
      lines.add(disk.datastore() + ":" + disk.path() + " (" + lower(disk.format()) + ")");
    }
    for (VmCreate.Nic nic : vm.nics()) {
      lines.add("nic");
      lines.add(nic.network() + " " + Words.of(nic.mac()));
    }
    ProblemView problem = vm.problem();
    if (problem != null) {
      lines.add("problem");
      lines.add(problem.code() + ": " + problem.detail());
      lines.add("next");
      lines.add(problem.next());
    }
    return Table.details(lines.toArray());
  }

  private static String place(VmView vm) {
    return vm.handoverTo() == null ? vm.host() : vm.host() + " -> " + vm.handoverTo();
  }

  private static String lower(String word) {
    return Words.of(word).toLowerCase(Locale.ROOT);
  }
}
