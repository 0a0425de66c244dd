package io.godwit.planner.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random migrations come, are decided about, and end; a failure names its seed. */
final class TurnsPropertyTest {
  private static final int SEEDS = 300;
  private static final int STEPS = 120;
  private static final int HOSTS = 4;

  @Test
  void nobodyIsOverItsPlacesAndWhoNeedsTheSameKeepsItsOrder() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Room room = new Room(random.nextInt(2, 5), random.nextInt(2, 5), random.nextInt(2, 9));
      List<Contender> running = new ArrayList<>();
      List<Contender> waiting = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        waiting.add(any(random, step));
        begin(room, running, waiting, seed);
        if (!running.isEmpty() && random.nextBoolean()) {
          running.remove(random.nextInt(running.size()));
        }
      }
    }
  }

  @Test
  void everybodysTurnComesHoweverManyComeLater() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Room room = new Room(2, 2, random.nextInt(2, 9));
      List<Contender> running = new ArrayList<>();
      List<Contender> waiting = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        waiting.add(any(random, i));
      }
      // One comes whenever one ends, so that there is never a quiet moment.
      int number = 20;
      for (int step = 0; step < 200; step++) {
        begin(room, running, waiting, seed);
        assertThat(running).as("seed %d: something always runs", seed).isNotEmpty();
        running.removeFirst();
        waiting.add(any(random, number++));
      }
      assertThat(waiting.stream().mapToLong(Contender::number).min().orElseThrow())
          .as("seed %d: the first twenty had their turn", seed)
          .isGreaterThanOrEqualTo(20);
    }
  }

  private static void begin(Room room, List<Contender> running, List<Contender> waiting, int seed) {
    List<Turn> turns = Turns.decide(room, running, waiting);
    assertThat(turns).as("seed %d", seed).hasSameSizeAs(waiting);
    Map<MigrationId, Turn> byId = new HashMap<>();
    turns.forEach(turn -> byId.put(turn.id(), turn));
    List<Contender> begun = new ArrayList<>();
    for (Contender each : List.copyOf(waiting)) {
      if (turn(byId, each).hasCome()) {
        begun.add(each);
        running.add(each);
        waiting.remove(each);
      }
    }
    for (Contender late : begun) {
      for (Contender early : waiting) {
        assertThat(early.number() < late.number() && early.sharesAnEndWith(late))
            .as("seed %d: %s overtakes %s", seed, late, early)
            .isFalse();
      }
    }
    bounded(room, running, seed);
    alone(running, seed);
  }

  private static Turn turn(Map<MigrationId, Turn> byId, Contender of) {
    Turn turn = byId.get(of.id());
    assertThat(turn).isNotNull();
    return turn;
  }

  private static void bounded(Room room, List<Contender> running, int seed) {
    Map<HostId, Integer> sending = new HashMap<>();
    Map<HostId, Integer> receiving = new HashMap<>();
    int all = 0;
    for (Contender each : running) {
      sending.merge(each.source(), each.burden().places(), Integer::sum);
      receiving.merge(each.destination(), each.burden().places(), Integer::sum);
      all += each.burden().places();
    }
    assertThat(sending.values()).as("seed %d", seed).allMatch(taken -> taken <= room.sending());
    assertThat(receiving.values()).as("seed %d", seed).allMatch(taken -> taken <= room.receiving());
    assertThat(all).as("seed %d", seed).isLessThanOrEqualTo(room.network());
  }

  private static void alone(List<Contender> running, int seed) {
    for (Contender one : running) {
      for (Contender other : running) {
        boolean crowded = Math.max(one.crowding(), other.crowding()) > Turns.MOST_CROWDING;
        assertThat(!one.id().equals(other.id()) && crowded && one.sharesAnEndWith(other))
            .as("seed %d: %s beside %s", seed, one, other)
            .isFalse();
      }
    }
  }

  private static Contender any(SplittableRandom random, int number) {
    int source = random.nextInt(HOSTS);
    int destination = (source + random.nextInt(1, HOSTS)) % HOSTS;
    return new Contender(
        new MigrationId("m" + number),
        new HostId("h" + source),
        new HostId("h" + destination),
        random.nextInt(4) == 0 ? Burden.DISKS : Burden.MEMORY,
        random.nextInt(4) == 0 ? 3 : 2,
        number);
  }
}
