package io.godwit.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** Manual pages of a small command. */
@SuppressWarnings({"UnusedVariable", "UnusedMethod"}) // picocli reads them
class ManualPagesTest {
  @Command(
      name = "fly",
      description = "Lifts off. It's \"fast\".",
      subcommands = {Wing.class, Land.class, Secret.class})
  private static final class Fly {
    @Option(
        names = {"-o", "--out"},
        paramLabel = "FORM",
        scope = ScopeType.INHERIT,
        description = ".dots and \\slashes")
    private String out = "";
  }

  @Command(name = "wing", description = "Looks after wings.")
  private static final class Wing {
    @Command(
        description = {"Folds", "one."},
        footer = {"", "fly wing fold left --by 3"})
    int fold(
        @Parameters(paramLabel = "SIDE", description = "Which.") String side,
        @Option(names = "--by", paramLabel = "N", required = true, description = "How far.") int by,
        @Option(names = "--quick", description = "At once.") boolean quick) {
      return side.length() + by + (quick ? 1 : 0);
    }
  }

  @Command(name = "land", description = "Comes down.")
  private static final class Land implements Runnable {
    @Parameters(paramLabel = "PLACE", arity = "0..*", description = "'Where'.")
    private String[] places = {};

    @Override
    public void run() {}
  }

  @Command(name = "secret", hidden = true, description = "Nobody reads this.")
  private static final class Secret implements Runnable {
    @Override
    public void run() {}
  }

  private final Map<String, String> pages =
      new ManualPages("fly 1.0")
          .chapter("FILES", "~/.fly", "Feathers.")
          .of(new CommandLine(new Fly()));

  @Test
  void makesAPageForTheCommandAndForEachOfItsVerbsThatIsShown() {
    assertThat(pages).containsOnlyKeys("fly.1", "fly-wing.1", "fly-land.1");
  }

  @Test
  void saysOfTheCommandWhatGoesWithEverything() {
    assertThat(pages.get("fly.1"))
        .startsWith(
            """
            .TH "FLY" 1 "" "fly 1.0" "Godwit"
            .SH "NAME"
            fly \\- Lifts off. It\\(aqs "fast"
            .SH "SYNOPSIS"
            """)
        .contains(
            """
            .TP
            .B \\-o, \\-\\-out FORM
            \\&.dots and \\eslashes
            """)
        .contains(
            """
            .SH "FILES"
            .TP
            .B \\(ti/.fly
            Feathers.
            """);
  }

  @Test
  void saysOfAGroupWhatItsVerbsTake() {
    assertThat(pages.get("fly-wing.1"))
        .contains(
            """
            .B fly wing fold
            \\-\\-by N [OPTION]... SIDE
            """)
        .contains(
            """
            .SS "fold"
            Folds one.
            .TP
            .B SIDE
            Which.
            """)
        .contains(".nf\n\nfly wing fold left \\-\\-by 3\n.fi\n")
        .doesNotContain("out FORM");
  }

  @Test
  void lengthensWhatMayBeRepeated() {
    assertThat(pages.get("fly-land.1"))
        .contains(".B fly land\n[PLACE...]\n")
        .contains("\\(aqWhere\\(aq.");
  }
}
