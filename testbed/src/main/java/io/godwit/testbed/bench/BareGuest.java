package io.godwit.testbed.bench;

import io.godwit.lab.Lab;
import io.godwit.lab.LabHost;
import io.godwit.lab.client.Client;
import io.godwit.lab.network.Topology;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A guest without us: QEMU with a command line of ours, moved by a script. The script is what
 * somebody types who knows QEMU: no checks, no records, no clean-up beyond ending the source.
 */
final class BareGuest implements AutoCloseable {
  private static final String LAN_BRIDGE = Topology.LAN_BRIDGE;

  private final Lab lab;
  private final Path qemu;
  private final List<String> arguments;
  private final Path folder;
  private String host;
  private Process process;
  private QmpLines qmp;
  private int starts;

  /**
   * Starts it on a host.
   *
   * @param arguments what the agent gave QEMU for this guest
   */
  BareGuest(Lab lab, Path qemu, List<String> arguments, Path folder, String host)
      throws IOException, InterruptedException {
    this.lab = lab;
    this.qemu = qemu;
    this.arguments = List.copyOf(arguments);
    this.folder = Files.createDirectories(folder);
    this.host = host;
    for (LabHost each : lab.hosts()) {
      provideTap(each.name());
    }
    Running running = start(host, List.of());
    this.process = running.process;
    this.qmp = running.qmp;
  }

  private record Running(Process process, QmpLines qmp) {}

  String host() {
    return host;
  }

  void pause() throws IOException, InterruptedException {
    qmp.execute("{'execute':'stop'}");
  }

  void resume() throws IOException, InterruptedException {
    qmp.execute("{'execute':'cont'}");
  }

  /** Makes the guest's tap on a host, which the agent does during a migration. */
  private void provideTap(String on) throws IOException, InterruptedException {
    String tap = tap();
    run(Topology.enter(on, List.of("ip", "tuntap", "add", "dev", tap, "mode", "tap", "vnet_hdr")));
    run(Topology.enter(on, List.of("ip", "link", "set", tap, "master", LAN_BRIDGE, "up")));
  }

  /** Moves it; wall time, downtime and bytes are the script's own. */
  Sample migrate(String to, Client client, String window) throws IOException, InterruptedException {
    qmp.forget();
    long began = System.nanoTime();
    Running there = start(to, List.of("-incoming", "defer"));
    String uri = "tcp:" + lab.host(to).migrationAddress() + ":4444";
    String events =
        "{'execute':'migrate-set-capabilities','arguments':{'capabilities':"
            + "[{'capability':'events','state':true}]}}";
    there.qmp.execute(events);
    there.qmp.execute("{'execute':'migrate-incoming','arguments':{'uri':'" + uri + "'}}");
    qmp.execute(events);
    qmp.execute(
        "{'execute':'migrate-set-parameters','arguments':"
            + "{'max-bandwidth':68719476736,'downtime-limit':300}}");
    qmp.execute("{'execute':'migrate','arguments':{'uri':'" + uri + "'}}");
    qmp.awaitMigration("completed");
    Instant resumed = there.qmp.awaitEvent("RESUME");
    long ended = System.nanoTime();
    Instant stopped = qmp.awaitEvent("STOP");
    long bytes =
        qmp.execute("{'execute':'query-migrate'}").path("ram").path("transferred").asLong();
    end();
    host = to;
    process = there.process;
    qmp = there.qmp;
    client.settle(Duration.ofSeconds(20));
    client.mark("after-" + window);
    return new Sample(
        (ended - began) / 1e6,
        Duration.between(stopped, resumed).toNanos() / 1e6,
        client.report().window(window).longestSilenceMs(),
        bytes / 1048576.0,
        null);
  }

  @Override
  public void close() throws IOException {
    end();
  }

  private void end() throws IOException {
    qmp.close();
    process.destroyForcibly();
    try {
      process.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    }
  }

  private Running start(String on, List<String> more) throws IOException, InterruptedException {
    Path socket = folder.resolve("qmp-" + starts++);
    List<String> command = new ArrayList<>(List.of(qemu.toString()));
    for (String argument : arguments) {
      command.add(
          argument.startsWith("socket,id=qmp,")
              ? "socket,id=qmp,server=on,wait=off,path=" + socket
              : argument.replaceAll("path=.*/console\\.log", "path=" + folder + "/console.log"));
    }
    command.addAll(more);
    File log = folder.resolve("qemu.log").toFile();
    Process started =
        new ProcessBuilder(Topology.enter(on, command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    return new Running(started, QmpLines.connect(socket));
  }

  private String tap() {
    return arguments.stream()
        .filter(argument -> argument.startsWith("tap,"))
        .map(argument -> argument.replaceAll(".*ifname=([^,]*).*", "$1"))
        .findFirst()
        .orElseThrow();
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(command + " ended with " + status);
    }
  }
}
