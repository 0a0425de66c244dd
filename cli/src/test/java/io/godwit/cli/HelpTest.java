package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What a person gets who does not know yet. */
class HelpTest {
  private final CommandFixture godwit = new CommandFixture();

  @AfterEach
  void stop() {
    godwit.close();
  }

  @Test
  void helpsWhoeverTypesTheCommandAlone() {
    assertThat(godwit.runExactly()).isZero();
    assertThat(godwit.out()).startsWith("Usage: godwit ").contains("login", "Exit status: 0 done");
    assertThat(godwit.runExactly("vm")).isEqualTo(2);
    assertThat(godwit.err()).startsWith("Usage: godwit vm ").contains("migrate");
  }

  @Test
  void helpsWithAVerb() {
    assertThat(godwit.runExactly("help", "vm", "migrate")).isZero();
    assertThat(godwit.out()).startsWith("Usage: godwit vm migrate").contains("--downtime-limit");
    assertThat(godwit.runExactly("help")).isZero();
    assertThat(godwit.out()).startsWith("Usage: godwit ");
    assertThat(godwit.runExactly("help", "vm", "migrat")).isEqualTo(2);
    assertThat(godwit.err()).contains("migrat").contains("vm migrate");
  }

  @Test
  void suggestsTheVerbThatWasMeant() {
    assertThat(godwit.runExactly("migratoin", "list")).isEqualTo(2);
    assertThat(godwit.err()).contains("migration");
    assertThat(godwit.runExactly("vm", "migrat")).isEqualTo(2);
    assertThat(godwit.err()).contains("vm migrate").contains("next: See 'godwit vm --help'.");
  }

  @Test
  void describesEverythingThatCanBeSaid() {
    assertDescribed(Godwit.commandLine(Surroundings.of(System.out, System.err)));
  }

  @Test
  void hasAManualPageForEveryGroup() {
    CommandLine root = Godwit.commandLine(Surroundings.of(System.out, System.err));
    assertThat(ManualCommand.pages(root))
        .containsKeys("godwit.1", "godwit-vm.1", "godwit-login.1")
        .doesNotContainKey("godwit-manual.1")
        .allSatisfy((name, page) -> assertThat(page).startsWith(".TH ").contains(".SH \"NAME\""));
  }

  private static void assertDescribed(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    assertThat(command.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
    command
        .getCommandSpec()
        .args()
        .forEach(
            each -> assertThat(each.description()).as(name + " " + each.paramLabel()).isNotEmpty());
    command.getSubcommands().values().forEach(HelpTest::assertDescribed);
  }
}
