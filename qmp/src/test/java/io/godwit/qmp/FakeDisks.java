package io.godwit.qmp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The disks of a {@link FakeGuest}, and the jobs on them. Guarded by its QEMU. */
final class FakeDisks {
  private static final long SIZE = 1L << 30;

  /** The commands that this takes care of. */
  static final List<String> COMMANDS =
      List.of(
          "query-block",
          "query-block-jobs",
          "query-block-exports",
          "nbd-server-start",
          "nbd-server-stop",
          "block-export-add",
          "blockdev-add",
          "blockdev-del",
          "blockdev-mirror",
          "block-job-change",
          "block-job-cancel",
          "block-job-complete",
          "job-finalize",
          "job-dismiss",
          "yank");

  private static final class Job {
    private final String device;
    private final String target;

    /** Whether it changes over by itself. */
    private final boolean finalizes;

    private boolean ready;
    private boolean pending;
    private boolean concluded;
    private @Nullable String error;

    Job(String device, String target, boolean finalizes) {
      this.device = device;
      this.target = target;
      this.finalizes = finalizes;
    }

    private String status() {
      if (concluded) {
        return "concluded";
      }
      return pending ? "pending" : ready ? "ready" : "running";
    }
  }

  private final Map<String, String> nodes = new LinkedHashMap<>(Map.of("disk0-dev", "disk0"));
  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final Set<String> opened = new TreeSet<>();
  private final Set<String> exports = new TreeSet<>();
  private boolean serving;

  /** The node of the first disk. */
  String node() {
    return nodes.values().iterator().next();
  }

  /** What was opened beside the guest's disks and not closed. */
  Set<String> opened() {
    return new TreeSet<>(opened);
  }

  Set<String> exports() {
    return new TreeSet<>(exports);
  }

  /** All mirrors have caught up. */
  void ready() {
    jobs.values().forEach(job -> job.ready = true);
  }

  /** All mirrors fail. */
  void fail(String error) {
    for (Job job : jobs.values()) {
      job.concluded = true;
      job.error = error;
    }
  }

  JsonNode execute(String command, JsonNode arguments) {
    return switch (command) {
      case "query-block" -> blocks();
      case "query-block-jobs" -> jobs();
      case "query-block-exports" ->
          QmpCodec.tree(exports.stream().map(export -> Map.of("id", export)).toList());
      default -> {
        order(command, arguments);
        yield QmpCodec.object();
      }
    };
  }

  private void order(String command, JsonNode arguments) {
    switch (command) {
      case "nbd-server-start" -> {
        require(!serving, "NBD server already running");
        serving = true;
      }
      case "nbd-server-stop" -> {
        require(serving, "NBD server not running");
        serving = false;
        exports.clear();
      }
      case "block-export-add" -> {
        require(serving, "NBD server not running");
        exports.add(text(arguments, "id"));
      }
      case "blockdev-add" -> opened.add(text(arguments, "node-name"));
      case "blockdev-del" ->
          require(opened.remove(text(arguments, "node-name")), "Failed to find node");
      case "blockdev-mirror" ->
          jobs.put(
              text(arguments, "job-id"),
              new Job(
                  text(arguments, "device"),
                  text(arguments, "target"),
                  arguments.path("auto-finalize").asBoolean(true)));
      case "block-job-cancel" -> end(job(text(arguments, "device")), arguments);
      case "block-job-complete" -> {
        Job job = job(text(arguments, "device"));
        require(job.ready && !job.pending, "The active block job cannot be completed");
        job.pending = true;
        if (job.finalizes) {
          changeOver(job);
        }
      }
      case "job-finalize" -> {
        Job job = job(text(arguments, "id"));
        require(job.pending && !job.concluded, "The job cannot accept command verb 'finalize'");
        changeOver(job);
      }
      case "job-dismiss" -> {
        require(job(text(arguments, "id")).concluded, "Job is not concluded");
        jobs.remove(text(arguments, "id"));
      }
      default -> {}
    }
  }

  private void changeOver(Job job) {
    nodes.replaceAll((device, node) -> node.equals(job.device) ? job.target : node);
    opened.remove(job.target);
    opened.add(job.device);
    job.concluded = true;
  }

  private static void end(Job job, JsonNode arguments) {
    if (!job.concluded) {
      job.concluded = true;
      boolean whole = job.ready && !arguments.path("force").asBoolean(false);
      job.error = whole ? null : "Operation canceled";
    }
  }

  private Job job(String id) {
    Job job = jobs.get(id);
    require(job != null, "Job not found");
    return java.util.Objects.requireNonNull(job);
  }

  private JsonNode blocks() {
    List<Object> blocks = new ArrayList<>();
    nodes.forEach((device, node) ->
        blocks.add(
            Map.of(
                "qdev",
                "/machine/peripheral/" + device + "/virtio-backend",
                "inserted",
                Map.of(
                    "node-name",
                    node,
                    "file",
                    "/" + node,
                    "image",
                    Map.of("virtual-size", SIZE, "actual-size", SIZE / 2)))));
    return QmpCodec.tree(blocks);
  }

  private JsonNode jobs() {
    List<Object> told = new ArrayList<>();
    jobs.forEach((id, job) -> {
      Map<String, Object> one =
          new LinkedHashMap<>(
              Map.of(
                  "device",
                  id,
                  "type",
                  "mirror",
                  "status",
                  job.status(),
                  "ready",
                  job.ready,
                  "len",
                  SIZE,
                  "offset",
                  job.ready ? SIZE : SIZE / 4));
      if (job.error != null) {
        one.put("error", job.error);
      }
      told.add(one);
    });
    return QmpCodec.tree(told);
  }

  private static String text(JsonNode arguments, String member) {
    return arguments.path(member).asString();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new FakeGuest.Refusal("GenericError", otherwise);
    }
  }
}
