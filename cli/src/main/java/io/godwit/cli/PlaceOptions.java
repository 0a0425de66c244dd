package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.cli.text.Words;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.PlaceRequest;
import io.godwit.protocol.api.PlacementView;
import io.godwit.protocol.api.PlacementView.PlacedView;
import io.godwit.protocol.api.PlacementView.RankedHostView;
import io.godwit.protocol.api.PlacementView.RefusedHostView;
import io.godwit.protocol.api.PlacementView.ScorePartView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** VMs for which a place is asked, and what is answered. */
final class PlaceOptions {
  @Option(names = "--cpus", paramLabel = "N", description = "Virtual CPUs of each; 1 if not given.")
  private @Nullable Integer cpus;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      required = true,
      description = "Memory of each, as 1GiB.")
  @SuppressWarnings("NullAway.Init")
  private DataSize memory;

  @Option(
      names = "--count",
      paramLabel = "COUNT",
      description = "How many, up to 100; 1 if not given.")
  private @Nullable Integer count;

  @Option(
      names = "--network",
      paramLabel = "NETWORK",
      split = ",",
      description = "Networks that they need.")
  private @Nullable List<String> networks;

  @Option(
      names = "--datastore",
      paramLabel = "DATASTORE",
      split = ",",
      description = "Datastores that they need.")
  private @Nullable List<String> datastores;

  @Option(
      names = "--tags",
      paramLabel = "TAG",
      split = ",",
      description = "That would be on them: rules that name a tag mean them.")
  private @Nullable List<String> tags;

  @Option(names = "--pool", paramLabel = "POOL", description = "That they would be in.")
  private @Nullable String pool;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private ResourceEdit resources;

  PlaceRequest request() {
    return new PlaceRequest(
        cpus,
        memory.bytes(),
        count,
        Edited.words(networks),
        Edited.words(datastores),
        Edited.words(tags),
        pool,
        resources.wish());
  }

  static List<String> lines(PlacementView view) {
    List<String> lines = new ArrayList<>();
    for (PlacedView each : view.placed()) {
      String where = each.host() == null ? "nowhere" : Words.of(each.host());
      lines.add(
          Words.of(each.vm())
              + " would start "
              + (each.host() == null ? "" : "on ")
              + where
              + ": "
              + Words.of(each.because()));
    }
    if (!view.ranked().isEmpty()) {
      lines.add("");
      lines.addAll(ranked(view.ranked()));
    }
    if (!view.refused().isEmpty()) {
      lines.add("");
      Table table = Table.of("host", "does not take it because");
      for (RefusedHostView each : view.refused()) {
        table.row(each.host(), each.reason());
      }
      lines.addAll(table.lines());
    }
    return lines;
  }

  private static List<String> ranked(List<RankedHostView> hosts) {
    List<String> columns = new ArrayList<>(List.of("host"));
    hosts.getFirst().parts().forEach(part -> columns.add(part.name()));
    Table table = Table.of(columns.toArray(String[]::new));
    for (RankedHostView each : hosts) {
      List<Object> row = new ArrayList<>(List.of(each.host()));
      for (ScorePartView part : each.parts()) {
        row.add(String.format(Locale.ROOT, "%.1f", part.value()));
      }
      table.row(row.toArray());
    }
    return table.lines();
  }
}
