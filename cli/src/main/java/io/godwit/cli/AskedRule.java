package io.godwit.cli;

import io.godwit.protocol.api.RuleEdit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A rule that is not there yet. */
final class AskedRule {
  @Option(
      names = "--rule",
      paramLabel = "KIND",
      description =
          "If there were such a rule: keep-together, keep-apart, run-on, avoid, spread or most-vms.")
  private @Nullable String kind;

  @Option(names = "--strength", paramLabel = "STRENGTH", description = "Of it, must or should.")
  private @Nullable String strength;

  @Option(names = "--vms", paramLabel = "VM", split = ",", description = "Of it, these VMs.")
  private @Nullable List<String> vms;

  @Option(names = "--vm-tag", paramLabel = "TAG", description = "Of it, all VMs with this tag.")
  private @Nullable String vmTag;

  @Option(names = "--hosts", paramLabel = "HOST", split = ",", description = "Of it, these hosts.")
  private @Nullable List<String> hosts;

  @Option(names = "--host-tag", paramLabel = "TAG", description = "Of it, all hosts with this tag.")
  private @Nullable String hostTag;

  @Option(names = "--most", paramLabel = "COUNT", description = "Of spread and most-vms.")
  private @Nullable Integer most;

  @Nullable RuleEdit edit() {
    if (kind == null) {
      return null;
    }
    return new RuleEdit(
        null,
        constant(kind),
        strength == null ? null : constant(strength),
        Edited.words(vms),
        vmTag,
        Edited.words(hosts),
        hostTag,
        most,
        null);
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
