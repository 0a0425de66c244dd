package io.godwit.planner.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnsTest {
  private static final Room ROOM = new Room(2, 2, 6);
  private static final double FAIR = 2;
  private static final double DIRTY = 2.8;

  private static Contender memory(int number, String source, String destination) {
    return contender(number, source, destination, Burden.MEMORY, FAIR);
  }

  private static Contender disks(int number, String source, String destination) {
    return contender(number, source, destination, Burden.DISKS, FAIR);
  }

  private static Contender dirty(int number, String source, String destination) {
    return contender(number, source, destination, Burden.MEMORY, DIRTY);
  }

  private static Contender contender(
      int number, String source, String destination, Burden burden, double crowding) {
    return new Contender(
        new MigrationId("m" + number),
        new HostId(source),
        new HostId(destination),
        burden,
        crowding,
        number);
  }

  private static List<String> words(List<Contender> running, List<Contender> waiting) {
    return Turns.decide(ROOM, running, waiting).stream()
        .map(turn -> turn.position() + " " + turn.id() + ": " + turn.reason().orElse("begins"))
        .toList();
  }

  @Test
  void twoLeaveAHostAndTheThirdWaits() {
    assertThat(
            words(
                List.of(memory(1, "h1", "h2")),
                List.of(memory(3, "h1", "h4"), memory(2, "h1", "h3"))))
        .containsExactly(
            "1 m2: begins",
            "2 m3: host h1 sends m1, m2 already: 2 of 2 places taken, this one needs 1");
  }

  @Test
  void twoComeToAHostAndTheThirdWaits() {
    assertThat(
            words(
                List.of(memory(1, "h1", "h9"), memory(2, "h2", "h9")),
                List.of(memory(3, "h3", "h9"), memory(4, "h9", "h1"))))
        .containsExactly(
            "1 m3: host h9 receives m1, m2 already: 2 of 2 places taken, this one needs 1",
            "2 m4: begins");
  }

  @Test
  void oneThatCopiesDisksTakesTheHostForItself() {
    assertThat(words(List.of(memory(1, "h1", "h2")), List.of(disks(2, "h1", "h3"))))
        .containsExactly("1 m2: host h1 sends m1 already: 1 of 2 places taken, this one needs 2");
    assertThat(words(List.of(disks(1, "h1", "h2")), List.of(memory(2, "h3", "h2"))))
        .containsExactly(
            "1 m2: host h2 receives m1 already: 2 of 2 places taken, this one needs 1");
  }

  @Test
  void aSmallOneDoesNotOvertakeALargeOneAtTheSameHost() {
    assertThat(
            words(
                List.of(memory(1, "h1", "h2")),
                List.of(disks(2, "h1", "h3"), memory(3, "h1", "h4"), memory(4, "h5", "h3"))))
        .containsExactly(
            "1 m2: host h1 sends m1 already: 1 of 2 places taken, this one needs 2",
            "2 m3: waits behind m2, which came earlier",
            "3 m4: waits behind m2, which came earlier");
  }

  @Test
  void whoNeedsNothingOfThoseBeforeGoesFirst() {
    assertThat(
            words(
                List.of(disks(1, "h1", "h2")),
                List.of(memory(2, "h1", "h3"), memory(3, "h4", "h5"))))
        .contains("2 m3: begins");
  }

  @Test
  void theNetworkHasPlacesToo() {
    List<Contender> running = List.of(disks(1, "a", "b"), disks(2, "c", "d"), memory(3, "e", "f"));
    assertThat(words(running, List.of(disks(4, "g", "h"), memory(5, "i", "j"))))
        .containsExactly(
            "1 m4: the network carries m1, m2, m3 already: 5 of 6 places taken, this one needs 2",
            "2 m5: waits behind m4, which came earlier");
  }

  @Test
  void twoDirtyGuestsDoNotShareALink() {
    assertThat(words(List.of(dirty(1, "h1", "h2")), List.of(dirty(2, "h1", "h2"))))
        .containsExactly(
            "1 m2: would share the link h1→h2 with m1, and both would take 2.8 times as long or"
                + " more");
    assertThat(words(List.of(dirty(1, "h1", "h2")), List.of(memory(2, "h1", "h3"))))
        .containsExactly(
            "1 m2: would share the link of h1 with m1, and m1 would take 2.8 times as long");
    assertThat(words(List.of(memory(1, "h1", "h2")), List.of(dirty(2, "h3", "h2"))))
        .containsExactly(
            "1 m2: would share the link to h2 with m1, and would take 2.8 times as long");
  }

  @Test
  void twoCalmGuestsShareALink() {
    assertThat(words(List.of(memory(1, "h1", "h2")), List.of(memory(2, "h1", "h2"))))
        .containsExactly("1 m2: begins");
  }

  @Test
  void dirtyGuestsGoInOppositeDirectionsAtOnce() {
    assertThat(words(List.of(dirty(1, "h1", "h2")), List.of(dirty(2, "h2", "h1"))))
        .containsExactly("1 m2: begins");
  }

  @Test
  void aCrowdIsCounted() {
    Room wide = new Room(4, 4, 9);
    List<Contender> running =
        List.of(
            memory(1, "h1", "a"), memory(2, "h1", "b"), memory(3, "h1", "c"), memory(4, "h1", "d"));
    assertThat(Turns.decide(wide, running, List.of(memory(5, "h1", "e"))).getFirst().reason())
        .contains("host h1 sends 4 migrations already: 4 of 4 places taken, this one needs 1");
  }
}
