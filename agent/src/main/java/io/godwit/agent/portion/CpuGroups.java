package io.godwit.agent.portion;

import io.godwit.model.vm.VmId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Groups of processes in the kernel's files, cgroup v1, controller {@code cpu}. */
final class CpuGroups {
  private static final String OURS = "godwit-";
  private static final String VCPUS = "vcpus";
  private static final String PROCESSES = "cgroup.procs";
  private static final String THREADS = "tasks";
  private static final String SHARES = "cpu.shares";
  private static final String PERIOD = "cpu.cfs_period_us";
  private static final String QUOTA = "cpu.cfs_quota_us";

  /** QEMU names the threads of virtual processors {@code CPU 0/KVM}, {@code CPU 3/TCG}. */
  private static final String VCPU = "CPU ";

  /** Another agent of this machine may take an empty group away while we make one in it. */
  private static final int ATTEMPTS = 3;

  private final Path root;
  private final Path home;
  private final Path ours;
  private final Path proc;

  /**
   * @param root where the controller is mounted
   * @param home the group that processes are in without ours
   * @param name tells this agent's groups from those of other agents on the same machine
   * @param proc where the kernel tells of processes
   */
  CpuGroups(Path root, Path home, String name, Path proc) {
    this.root = root;
    this.home = home;
    this.ours = root.resolve(OURS + name);
    this.proc = proc;
  }

  /** Tries whether groups can be made, and limited; leaves nothing. */
  void probe() throws IOException {
    Path group = ours.resolve("probe");
    try {
      Files.createDirectories(group);
      write(group.resolve(SHARES), Division.WEIGHT_OF_THREAD);
      write(group.resolve(QUOTA), Division.PERIOD_US);
    } finally {
      remove(group);
      remove(ours);
    }
  }

  /** What all of this agent's VMs weigh together. */
  void weigh(int shares) throws IOException {
    Files.createDirectories(ours);
    write(ours.resolve(SHARES), shares);
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
    Files.createDirectories(vcpus);
    List<String> threads = vcpusOf(pid);
    write(group.resolve(SHARES), part.shares());
    write(vcpus.resolve(SHARES), Division.sharesOf(Math.max(1, threads.size())));
    write(vcpus.resolve(PERIOD), Division.PERIOD_US);
    write(vcpus.resolve(QUOTA), part.quotaUs());
    if (!lines(group.resolve(PROCESSES)).contains(Long.toString(pid))) {
      // All threads of it; those of virtual processors go on to their own.
      write(group.resolve(PROCESSES), pid);
    }
    Set<String> there = lines(vcpus.resolve(THREADS));
    for (String thread : threads) {
      if (!there.contains(thread)) {
        write(vcpus.resolve(THREADS), Long.parseLong(thread));
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
      write(home.resolve(PROCESSES), pid);
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

  private static Set<String> lines(Path file) throws IOException {
    return Files.readString(file).lines().collect(Collectors.toSet());
  }

  private static void write(Path file, long value) throws IOException {
    Files.writeString(file, Long.toString(value), StandardOpenOption.WRITE);
  }
}
