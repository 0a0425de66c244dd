package io.godwit.lab;

import io.godwit.lab.network.Topology;
import io.godwit.lab.network.Wire;
import io.godwit.lab.process.Command;
import io.godwit.lab.process.HostProcesses;
import io.godwit.lab.process.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host: a namespace, a folder, an agent process and the QEMU processes it started. */
public final class LabHost {
  private static final Duration READY_DEADLINE = Duration.ofSeconds(40);
  private static final Duration STOP_GRACE = Duration.ofSeconds(10);

  private final String name;
  private final Path folder;
  private final List<String> agentCommand;
  private final Topology topology;
  private @Nullable Server agent;

  LabHost(String name, Path folder, List<String> agentCommand, Topology topology) {
    this.name = name;
    this.folder = folder;
    this.agentCommand = agentCommand;
    this.topology = topology;
  }

  /** Its id, and the name of its network namespace. */
  public String name() {
    return name;
  }

  /** Its own files: {@code agent.yaml}, {@code agent.log}, {@code state}, {@code run}. */
  public Path folder() {
    return folder;
  }

  public Path agentLog() {
    return folder.resolve("agent.log");
  }

  public String migrationAddress() {
    return topology.managementAddress(name);
  }

  /** Starts the agent, without waiting. */
  void launchAgent() {
    if (agent != null && agent.isAlive()) {
      throw new LabException("The agent of " + name + " runs already.");
    }
    agent =
        Server.start(
            "agent of " + name,
            Topology.enter(name, agentCommand),
            agentLog(),
            "godwit-agent ready");
  }

  void awaitAgent() throws InterruptedException {
    running().awaitReady(READY_DEADLINE);
  }

  /** Starts the agent and returns once it is ready. */
  public void startAgent() throws InterruptedException {
    launchAgent();
    awaitAgent();
  }

  /** Ends the agent as systemd would. Its VMs run on. */
  public void stopAgent() throws InterruptedException {
    running().stop(STOP_GRACE);
  }

  /** SIGKILLs the agent. Its VMs run on. */
  public void killAgent() throws InterruptedException {
    running().kill();
  }

  /** The agent stands still as on a machine that swaps; its connections stay. */
  public void freezeAgent() throws InterruptedException {
    Command.run("kill", "-STOP", Long.toString(running().pid()));
  }

  /** It goes on where it stood still. */
  public void thawAgent() throws InterruptedException {
    Command.run("kill", "-CONT", Long.toString(running().pid()));
  }

  public void restartAgent() throws InterruptedException {
    stopAgent();
    startAgent();
  }

  public boolean agentRuns() {
    return agent != null && agent.isAlive();
  }

  /** The last lines of the agent's log. */
  public String agentLogEnd() {
    return running().logEnd();
  }

  /** Pids of the QEMU processes on this host, whoever started them. */
  public List<Long> qemuProcesses() {
    return HostProcesses.of("qemu-system", name);
  }

  /** Those that carry copies through TLS. */
  public List<Long> tunnelProcesses() {
    return HostProcesses.of("stunnel", name);
  }

  /** SIGKILLs every QEMU on this host. */
  public void killQemuProcesses() {
    kill(qemuProcesses());
  }

  /** SIGKILLs whatever carries copies to or from this host. */
  public void killTunnelProcesses() {
    kill(tunnelProcesses());
  }

  private static void kill(List<Long> pids) {
    pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
  }

  /** Pulls a plug. */
  public void cut(Wire wire) throws InterruptedException {
    topology.cut(name, wire);
  }

  public void restore(Wire wire) throws InterruptedException {
    topology.restore(name, wire);
  }

  private Server running() {
    if (agent == null) {
      throw new LabException("The agent of " + name + " was never started.");
    }
    return agent;
  }
}
