package io.godwit.agent.portion;

import io.godwit.model.vm.VmId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Groups of processes in the kernel's files, controller {@code cpu}. */
final class CpuGroups {
  private static final String OURS = "godwit-";
  private static final String VCPUS = "vcpus";

  /** QEMU names the threads of virtual processors {@code CPU 0/KVM}, {@code CPU 3/TCG}. */
  private static final String VCPU = "CPU ";

  /** Another agent of this machine may take an empty group away while we make one in it. */
  private static final int ATTEMPTS = 3;

  private final Cgroup kernel;
  private final Path root;
  private final Path home;
  private final Path ours;
  private final Path proc;

  /**
   * @param kernel its version
   * @param root where the controller is mounted
   * @param home the group that processes are in without ours
   * @param name tells this agent's groups from those of other agents on the same machine
   * @param proc where the kernel tells of processes
   */
  CpuGroups(Cgroup kernel, Path root, Path home, String name, Path proc) {
    this.kernel = kernel;
    this.root = root;
    this.home = home;
    this.ours = root.resolve(OURS + name);
    this.proc = proc;
  }

  /** Tries whether groups can be made, and limited; leaves nothing. */
  void probe() throws IOException {
    Path group = ours.resolve("probe");
    Path threads = group.resolve(VCPUS);
    try {
      make(group);
      kernel.weigh(group, Division.WEIGHT_OF_THREAD);
      kernel.limit(threads, Division.PERIOD_US);
    } finally {
      remove(threads);
      remove(group);
      remove(ours);
    }
  }

  /** The group of a VM, with one for its virtual processors. */
  private void make(Path group) throws IOException {
    makeOurs();
    Path vcpus = group.resolve(VCPUS);
    Files.createDirectories(vcpus);
    kernel.holdThreads(vcpus);
    kernel.divide(group);
  }

  private void makeOurs() throws IOException {
    kernel.divide(root);
    Files.createDirectories(ours);
    kernel.divide(ours);
  }

  /** What all of this agent's VMs weigh together. */
  void weigh(int shares) throws IOException {
    makeOurs();
    kernel.weigh(ours, shares);
  }

  /** Makes a VM's group be so, with its process in it. */
  void put(VmId vm, long pid, Division.Part part) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        tryPut(vm, pid, part);
        return;
      } catch (NoSuchFileException taken) {
        if (attempt == ATTEMPTS) {
          throw taken;
        }
      }
    }
  }

  private void tryPut(VmId vm, long pid, Division.Part part) throws IOException {
    if (!Files.exists(proc.resolve(Long.toString(pid)))) {
      return; // it has just ended
    }
    Path group = ours.resolve(vm.toString());
    Path vcpus = group.resolve(VCPUS);
    make(group);
    List<String> threads = vcpusOf(pid);
    kernel.weigh(group, part.shares());
    kernel.weigh(vcpus, Division.sharesOf(Math.max(1, threads.size())));
    kernel.limit(vcpus, part.quotaUs());
    Path processes = group.resolve(Cgroup.PROCESSES);
    if (!Cgroup.names(processes, Long.toString(pid))) {
      // All threads of it; those of virtual processors go on to their own.
      Cgroup.write(processes, Long.toString(pid));
    }
    Path held = kernel.threads(vcpus);
    for (String thread : threads) {
      if (!Cgroup.names(held, thread)) {
        Cgroup.write(held, thread);
      }
    }
  }

  private List<String> vcpusOf(long pid) throws IOException {
    Path tasks = proc.resolve(Long.toString(pid)).resolve("task");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks, CpuGroups::isVcpu)) {
      List<String> ids = new ArrayList<>();
      all.forEach(task -> ids.add(task.getFileName().toString()));
      return ids;
    }
  }

  private static boolean isVcpu(Path task) throws IOException {
    return Files.readString(task.resolve("comm")).startsWith(VCPU);
  }

  /** Takes a VM's process out of its group, if it has one, to where the agent is. */
  void release(VmId vm, long pid) throws IOException {
    if (Files.exists(ours.resolve(vm.toString()))) {
      Cgroup.write(home.resolve(Cgroup.PROCESSES), Long.toString(pid));
    }
  }

  /**
   * Removes this agent's groups but these, as far as they are empty, and the empty ones of agents
   * that are no more.
   *
   * @return whether none of this agent's is left but these
   */
  boolean keepOnly(Set<VmId> vms) throws IOException {
    Set<String> kept = vms.stream().map(VmId::toString).collect(Collectors.toSet());
    try (DirectoryStream<Path> agents = Files.newDirectoryStream(root, OURS + "*")) {
      for (Path agent : agents) {
        sweep(agent, agent.equals(ours) ? kept : Set.of());
      }
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(ours, Files::isDirectory)) {
      for (Path group : left) {
        if (!kept.contains(group.getFileName().toString())) {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException gone) {
      return true;
    }
  }

  private void sweep(Path agent, Set<String> kept) throws IOException {
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(agent, Files::isDirectory)) {
      for (Path group : groups) {
        if (!kept.contains(group.getFileName().toString())) {
          remove(group.resolve(VCPUS));
          remove(group);
        }
      }
    } catch (NoSuchFileException gone) {
      return;
    }
    if (kept.isEmpty()) {
      remove(agent);
    }
  }

  /** A group that is not empty stays; the kernel sees to that. */
  private static void remove(Path group) {
    var _ = group.toFile().delete();
  }
}
