package io.godwit.agent.network;

import io.godwit.agent.platform.Commands;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the kernel has of overlays, and how it is changed: by iproute2. Safe for all threads. */
final class KernelTables {
  /** A table of thousands of entries is shown and changed in fractions of a second. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Commands commands;

  KernelTables(Commands commands) {
    this.commands = commands;
  }

  /** The tunnels of overlays: their own address by their number. */
  SortedMap<Integer, String> tunnels() throws InterruptedException {
    SortedMap<Integer, String> tunnels = new TreeMap<>();
    for (JsonNode link : shown(List.of("ip", "-j", "-d", "link", "show", "type", "vxlan"))) {
      if (OverlayDevice.isTunnel(link.path("ifname").asString(""))) {
        JsonNode data = link.path("linkinfo").path("info_data");
        String own = data.path("local").asString(data.path("local6").asString(""));
        tunnels.put(data.path("id").asInt(0), own);
      }
    }
    return tunnels;
  }

  /** All bridges of the host. */
  Set<String> bridges() throws InterruptedException {
    return names(List.of("ip", "-j", "link", "show", "type", "bridge"));
  }

  /** The ports of a bridge that is there. */
  Set<String> ports(String bridge) throws InterruptedException {
    return names(List.of("ip", "-j", "link", "show", "master", bridge));
  }

  /** The entries that lead into a tunnel, but for the one of the device itself. */
  Set<Forwarding.Entry> entries(String tunnel) throws InterruptedException {
    Set<Forwarding.Entry> entries = new TreeSet<>();
    for (JsonNode entry : shown(List.of("bridge", "-j", "fdb", "show", "dev", tunnel))) {
      String mac = entry.path("mac").asString("");
      if (entry.has("dst")) {
        entries.add(new Forwarding.Entry.Outward(mac, entry.path("dst").asString("")));
      } else if (entry.path("state").asString("").equals("static")) {
        entries.add(new Forwarding.Entry.Inside(mac));
      }
    }
    return entries;
  }

  /**
   * Carries lines out with {@code ip} or {@code bridge}.
   *
   * @throws GodwitException HOST_SETUP_FAILED with the kernel's words
   */
  void change(String tool, List<String> lines) throws InterruptedException {
    if (lines.isEmpty()) {
      return;
    }
    Commands.Outcome outcome =
        commands.run(List.of(tool, "-batch", "-"), String.join("\n", lines) + "\n", DEADLINE);
    if (outcome.status() != 0) {
      throw failed("made or changed", outcome.output());
    }
  }

  /** As {@link #change}, for lines of which some may be about what is gone already. */
  void attempt(String tool, List<String> lines) throws InterruptedException {
    if (!lines.isEmpty()) {
      commands.run(
          List.of(tool, "-force", "-batch", "-"), String.join("\n", lines) + "\n", DEADLINE);
    }
  }

  private Set<String> names(List<String> command) throws InterruptedException {
    Set<String> names = new TreeSet<>();
    shown(command).forEach(link -> names.add(link.path("ifname").asString("")));
    return names;
  }

  private JsonNode shown(List<String> command) throws InterruptedException {
    Commands.Outcome outcome = commands.run(command, "", DEADLINE);
    if (outcome.status() != 0) {
      throw failed("looked at", outcome.output());
    }
    try {
      String text = outcome.output().strip();
      return JSON.readTree(text.isEmpty() ? "[]" : text);
    } catch (JacksonException other) {
      throw failed("looked at", outcome.output());
    }
  }

  private static GodwitException failed(String how, String output) {
    String words = output.strip();
    return new GodwitException(
        ErrorCode.HOST_SETUP_FAILED,
        "The devices of an overlay network could not be "
            + how
            + ": "
            + (words.length() > 500 ? words.substring(0, 500) : words)
            + ".",
        "Check that iproute2 is installed, that the kernel has vxlan, and that the overlay"
            + " address is one of this host.");
  }
}
