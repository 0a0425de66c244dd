package io.godwit.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventTest {
  @Test
  void anEventThatSaysEverythingIsTaken() {
    assertThat(event("vm.start", "vm", "it was started").subject()).isEqualTo("web-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "vm.", ".start", "VM.start", "vm start", "vm..start", " "})
  void refusesAnActionThatIsNoDottedVerb(String action) {
    assertThatIllegalArgumentException().isThrownBy(() -> event(action, "vm", "it was started"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "VM", "v m", "1"})
  void refusesASubjectKindThatIsNoWord(String kind) {
    assertThatIllegalArgumentException().isThrownBy(() -> event("vm.start", kind, "message"));
  }

  @Test
  void refusesAMessageLongerThanItMayBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> event("vm.start", "vm", "x".repeat(Event.MAX_MESSAGE + 1)))
        .withMessageContaining("4096");
  }

  @Test
  void aTextOfAnyLengthCanBeCutToAMessage() {
    String cut = Event.shortened("x".repeat(Event.MAX_MESSAGE * 3));
    assertThat(cut).hasSize(Event.MAX_MESSAGE).endsWith("[…]");
    assertThat(event("vm.start", "vm", cut).message()).isEqualTo(cut);
    assertThat(Event.shortened("short")).isEqualTo("short");
  }

  @Test
  void aCutDoesNotSplitACharacter() {
    String cut = Event.shortened("😀".repeat(Event.MAX_MESSAGE));
    assertThat(cut).hasSizeLessThanOrEqualTo(Event.MAX_MESSAGE);
    assertThat(cut.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)).isTrue();
  }

  private static Event event(String action, String kind, String message) {
    return new Event(
        1,
        Instant.EPOCH,
        "anna",
        "192.0.2.7",
        action,
        kind,
        "web-1",
        Event.Outcome.SUCCEEDED,
        message,
        null,
        null,
        null,
        null);
  }
}
