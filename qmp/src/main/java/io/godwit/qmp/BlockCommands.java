package io.godwit.qmp;

import io.godwit.model.unit.DataRate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The commands about disks, typed. */
public final class BlockCommands {
  private BlockCommands() {}

  /** The guest's disks. */
  public static QmpCommand<List<BlockDevice>> queryBlock() {
    return query(
        "query-block",
        value ->
            Fields.objectsIn(value).stream()
                .filter(BlockDevice::isOne)
                .map(BlockDevice::fromQmp)
                .toList());
  }

  /** The jobs that have not been dismissed. */
  public static QmpCommand<List<BlockJob>> queryBlockJobs() {
    return query(
        "query-block-jobs",
        value -> Fields.objectsIn(value).stream().map(BlockJob::fromQmp).toList());
  }

  /**
   * Serves disks to another QEMU from now on.
   *
   * @param tlsKey id of the TLS credentials; null is in the clear
   */
  public static QmpCommand<JsonNode> nbdServerStart(
      String host, int port, @Nullable String tlsKey) {
    Map<String, Object> arguments = new HashMap<>(Map.of("addr", socket(host, port)));
    if (tlsKey != null) {
      arguments.put("tls-creds", tlsKey);
    }
    return QmpCommands.raw("nbd-server-start", arguments);
  }

  /** Serves no disk any more; what was exported is not. */
  public static QmpCommand<JsonNode> nbdServerStop() {
    return QmpCommands.raw("nbd-server-stop", Map.of());
  }

  /** Serves a node, under its own name; whoever connects may write to it. */
  public static QmpCommand<JsonNode> exportWritable(String export, String node) {
    return QmpCommands.raw(
        "block-export-add",
        Map.of("type", "nbd", "id", export, "node-name", node, "name", export, "writable", true));
  }

  /** What is served now, by the exports' ids. */
  public static QmpCommand<List<String>> queryExports() {
    return query(
        "query-block-exports",
        value -> Fields.objectsIn(value).stream().map(export -> export.text("id")).toList());
  }

  /**
   * Opens what another QEMU serves.
   *
   * @param tlsKey id of the TLS credentials; null is in the clear
   */
  public static QmpCommand<JsonNode> openExport(
      String node, String host, int port, String export, @Nullable String tlsKey) {
    Map<String, Object> server = new HashMap<>(address(host, port));
    server.put("type", "inet");
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("driver", "nbd");
    arguments.put("node-name", node);
    arguments.put("discard", "unmap");
    arguments.put("server", server);
    arguments.put("export", export);
    if (tlsKey != null) {
      arguments.put("tls-creds", tlsKey);
    }
    return QmpCommands.raw("blockdev-add", arguments);
  }

  /** Opens an image file; the guest does not see it. */
  public static QmpCommand<JsonNode> openImage(
      String node, String format, String file, boolean directIo) {
    return QmpCommands.raw(
        "blockdev-add",
        Map.of(
            "driver",
            format,
            "node-name",
            node,
            "discard",
            "unmap",
            "file",
            Map.of(
                "driver",
                "file",
                "node-name",
                node + "-file",
                "filename",
                file,
                "auto-read-only",
                false,
                "discard",
                "unmap",
                "cache",
                Map.of("direct", directIo))));
  }

  /** Closes a node that nothing uses. */
  public static QmpCommand<JsonNode> close(String node) {
    return QmpCommands.raw("blockdev-del", Map.of("node-name", node));
  }

  /**
   * Copies a disk to another node, and goes on with what the guest writes until it is told to end.
   *
   * @param rate most bytes per second; zero is no limit
   */
  public static QmpCommand<JsonNode> mirror(String job, String node, String target, DataRate rate) {
    return QmpCommands.raw("blockdev-mirror", mirroring(job, node, target, rate));
  }

  /**
   * As {@link #mirror}, but once it is told to {@link #pivot} it holds the guest's writes and waits
   * for {@link #changeOver}, so that what is true can be written down in between.
   *
   * @param rate most bytes per second; zero is no limit
   */
  public static QmpCommand<JsonNode> mirrorAndWait(
      String job, String node, String target, DataRate rate) {
    Map<String, Object> arguments = new HashMap<>(mirroring(job, node, target, rate));
    arguments.put("auto-finalize", false);
    return QmpCommands.raw("blockdev-mirror", arguments);
  }

  private static Map<String, Object> mirroring(
      String job, String node, String target, DataRate rate) {
    return Map.of(
        "job-id",
        job,
        "device",
        node,
        "target",
        target,
        "sync",
        "full",
        "copy-mode",
        "background",
        "on-source-error",
        "report",
        "on-target-error",
        "report",
        "auto-dismiss",
        false,
        "speed",
        rate.bytesPerSecond());
  }

  /** From now on a job copies so many bytes per second at most; zero is no limit. */
  public static QmpCommand<JsonNode> limit(String job, DataRate rate) {
    return QmpCommands.raw(
        "block-job-set-speed", Map.of("device", job, "speed", rate.bytesPerSecond()));
  }

  /** From now on a guest's write ends only once the copy has it, too. */
  public static QmpCommand<JsonNode> writeThrough(String job) {
    return QmpCommands.raw(
        "block-job-change", Map.of("id", job, "type", "mirror", "copy-mode", "write-blocking"));
  }

  /** Ends a mirror that is ready, once the copy is whole; the guest stays on the disk it has. */
  public static QmpCommand<JsonNode> endMirror(String job) {
    return QmpCommands.raw("block-job-cancel", Map.of("device", job));
  }

  /** Ends a job at once; what it was making is of no use. */
  public static QmpCommand<JsonNode> abandon(String job) {
    return QmpCommands.raw("block-job-cancel", Map.of("device", job, "force", true));
  }

  /** Ends a mirror that is ready, once the copy is whole; the guest works on the copy from then. */
  public static QmpCommand<JsonNode> pivot(String job) {
    return QmpCommands.raw("block-job-complete", Map.of("device", job));
  }

  /** Lets a job that is pending put the copy in the disk's place. */
  public static QmpCommand<JsonNode> changeOver(String job) {
    return QmpCommands.raw("job-finalize", Map.of("id", job));
  }

  /** Forgets a job that has concluded. */
  public static QmpCommand<JsonNode> dismiss(String job) {
    return QmpCommands.raw("job-dismiss", Map.of("id", job));
  }

  /** Breaks a node's connection, so that what waits for the other side ends. */
  public static QmpCommand<JsonNode> hangUp(String node) {
    return QmpCommands.raw(
        "yank", Map.of("instances", List.of(Map.of("type", "block-node", "node-name", node))));
  }

  private static Map<String, Object> socket(String host, int port) {
    return Map.of("type", "inet", "data", address(host, port));
  }

  private static Map<String, Object> address(String host, int port) {
    return Map.of("host", host, "port", Integer.toString(port));
  }

  private static <T> QmpCommand<T> query(String name, Function<JsonNode, T> answer) {
    return new QmpCommand<>(name, QmpCodec.object(), answer, schema -> List.of());
  }
}
