package io.godwit.cli;

import io.godwit.cli.text.Table;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.RuleEdit;
import io.godwit.protocol.api.RuleView;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code godwit rule}. */
@Command(
    name = "rule",
    description = {
      "Says which VMs of a cluster belong together, apart, or on which hosts.",
      "The balancer, maintenance and placement keep them; 'godwit plan show' names what is broken."
    })
final class RuleCommands {
  private static final String CLUSTER = "The cluster; default if not given.";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Godwit godwit;

  /** What a rule is to be. */
  static final class Wish {
    @Option(
        names = "--kind",
        paramLabel = "KIND",
        description =
            "keep-together, keep-apart, run-on, avoid, spread (over fault domains) or most-vms (on"
                + " a host).")
    private @Nullable String kind;

    @Option(names = "--strength", paramLabel = "STRENGTH", description = "must or should.")
    private @Nullable String strength;

    @Option(names = "--vms", paramLabel = "VM", split = ",", description = "These VMs.")
    private @Nullable List<String> vms;

    @Option(names = "--vm-tag", paramLabel = "TAG", description = "All VMs with this tag.")
    private @Nullable String vmTag;

    @Option(names = "--hosts", paramLabel = "HOST", split = ",", description = "These hosts.")
    private @Nullable List<String> hosts;

    @Option(names = "--host-tag", paramLabel = "TAG", description = "All hosts with this tag.")
    private @Nullable String hostTag;

    @Option(
        names = "--most",
        paramLabel = "COUNT",
        description =
            "Of spread, how many of the VMs one fault domain may have, 1 if not given; of most-vms,"
                + " how many VMs each host may have.")
    private @Nullable Integer most;

    @Option(names = "--description", paramLabel = "TEXT", description = Edited.DESCRIPTION)
    private @Nullable String description;

    RuleEdit alone(String name) {
      return new RuleEdit(
          name,
          constant(kind),
          constant(strength),
          Edited.words(vms),
          vmTag,
          Edited.words(hosts),
          hostTag,
          most,
          description);
    }

    /** A tag takes the place of a list, and a list that of a tag. */
    RuleEdit over(RuleView is) {
      return new RuleEdit(
          is.name(),
          Edited.or(constant(kind), is.kind()),
          Edited.or(constant(strength), is.strength()),
          vmTag != null ? null : Edited.or(Edited.words(vms), is.vms()),
          vms != null ? null : Edited.orNone(vmTag, is.vmTag()),
          hostTag != null ? null : Edited.or(Edited.words(hosts), is.hosts()),
          hosts != null ? null : Edited.orNone(hostTag, is.hostTag()),
          most == null ? is.most() : most,
          Edited.or(description, is.description()));
    }

    private static @Nullable String constant(@Nullable String word) {
      return word == null ? null : word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
  }

  @Command(description = "Lists the rules of a cluster.")
  int list(
      @Option(names = "--cluster", defaultValue = "default", description = CLUSTER)
          String cluster) {
    return godwit.show(
        client -> new ItemList<>(client.catalog().rules(cluster).list()), RuleCommands::table);
  }

  @Command(description = "Shows one rule.")
  int show(
      @Parameters(paramLabel = "NAME", description = "The rule.") String name,
      @Option(names = "--cluster", defaultValue = "default", description = CLUSTER)
          String cluster) {
    return godwit.show(client -> client.catalog().rules(cluster).show(name), RuleCommands::details);
  }

  @Command(description = "Makes a rule.")
  int create(
      @Parameters(paramLabel = "NAME", description = "What to call it.") String name,
      @Option(names = "--cluster", defaultValue = "default", description = CLUSTER) String cluster,
      @ArgGroup(exclusive = false) @Nullable Wish wish) {
    RuleEdit asked = Edited.or(wish, new Wish()).alone(name);
    return godwit.show(
        client -> client.catalog().rules(cluster).create(asked), RuleCommands::details);
  }

  @Command(description = "Changes a rule; what is not given stays.")
  int edit(
      @Parameters(paramLabel = "NAME", description = "The rule.") String name,
      @Option(names = "--cluster", defaultValue = "default", description = CLUSTER) String cluster,
      @ArgGroup(exclusive = false) @Nullable Wish wish) {
    Wish asked = Edited.or(wish, new Wish());
    return godwit.show(
        client -> Edited.of(client.catalog().rules(cluster), name, asked::over),
        RuleCommands::details);
  }

  @Command(description = "Deletes a rule.")
  int delete(
      @Parameters(paramLabel = "NAME", description = "The rule.") String name,
      @Option(names = "--cluster", defaultValue = "default", description = CLUSTER)
          String cluster) {
    return godwit.ask(client -> {
      client.catalog().rules(cluster).delete(name);
      return 0;
    });
  }

  private static List<String> table(ItemList<RuleView> rules) {
    Table table = Table.of("name", "kind", "strength", "vms", "hosts", "most", "description");
    rules
        .items()
        .forEach(each ->
            table.row(
                each.name(),
                each.kind(),
                each.strength(),
                members(each.vms(), each.vmTag()),
                members(each.hosts(), each.hostTag()),
                each.most(),
                each.description()));
    return table.lines();
  }

  private static List<String> details(RuleView is) {
    return Table.details(
        "name", is.name(),
        "cluster", is.cluster(),
        "kind", is.kind(),
        "strength", is.strength(),
        "vms", members(is.vms(), is.vmTag()),
        "hosts", members(is.hosts(), is.hostTag()),
        "most", is.most(),
        "description", is.description());
  }

  private static String members(List<String> names, @Nullable String tag) {
    return tag == null ? String.join(",", names) : "tag " + tag;
  }
}
