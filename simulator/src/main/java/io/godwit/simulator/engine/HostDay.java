package io.godwit.simulator.engine;

import java.util.List;

/** One host's day: what it drew, and for how long it had too little. */
final class HostDay {
  private static final double ROUNDING = 1e-6;

  private final HostType type;
  private final boolean drawsWhenIdle;
  private double joules;
  private double active;
  private double shortHeld;
  private double shortOnTheLine;
  private double shortWithArrivals;
  private double stayingFrom;
  private double stayingTo;
  private int staying;
  private double lacking;
  private double asked;

  HostDay(HostType type, boolean drawsWhenIdle) {
    this.type = type;
    this.drawsWhenIdle = drawsWhenIdle;
  }

  /**
   * A VM that comes or goes in an interval.
   *
   * @param from what it wants at the beginning of the interval
   * @param to what it wants at its end
   * @param before share of it that counts here until it begins its way
   * @param meanwhile the same on its way
   * @param after the same from then on
   */
  record Passage(Trip trip, double from, double to, double before, double meanwhile, double after) {
    double at(double second, double begin) {
      return (from + (to - from) * second / Engine.STEP_SECONDS) * share(begin);
    }

    private double share(double begin) {
      if (begin < trip.begin()) {
        return before;
      }
      return begin < trip.end() ? meanwhile : after;
    }

    boolean isHere(double begin) {
      return share(begin) > 0;
    }

    boolean isArriving(double begin) {
      return begin >= trip.begin() && begin < trip.end() && after > 0;
    }
  }

  void begin() {
    stayingFrom = 0;
    stayingTo = 0;
    staying = 0;
    lacking = 0;
    asked = 0;
  }

  void stays(double from, double to) {
    stayingFrom += from;
    stayingTo += to;
    staying++;
  }

  void end(List<Passage> passages, boolean spare) {
    double begin = 0;
    while (begin < Engine.STEP_SECONDS) {
      double end = Engine.STEP_SECONDS;
      boolean used = spare || staying > 0;
      boolean arriving = false;
      for (Passage each : passages) {
        for (double change : List.of(each.trip().begin(), each.trip().end())) {
          if (change > begin) {
            end = Math.min(end, change);
          }
        }
        used |= each.isHere(begin);
        arriving |= each.isArriving(begin);
      }
      if (used) {
        book(end - begin, load(passages, begin, begin), load(passages, end, begin), arriving);
      }
      begin = end;
    }
  }

  private double load(List<Passage> passages, double second, double begin) {
    double load = stayingFrom + (stayingTo - stayingFrom) * second / Engine.STEP_SECONDS;
    for (Passage each : passages) {
      load += each.at(second, begin);
    }
    return load;
  }

  /** A piece of time in which nobody comes or goes. */
  private void book(double seconds, double first, double last, boolean arriving) {
    double speed = type.speed();
    if (drawsWhenIdle || first > 0) {
      joules += (type.power().at(first / speed) + type.power().at(last / speed)) / 2 * seconds;
    }
    active += seconds;
    double over = over(first - speed, last - speed);
    boolean held = first > speed + ROUNDING;
    shortHeld += held ? seconds : 0;
    shortWithArrivals += held || arriving ? seconds : 0;
    shortOnTheLine += over * seconds;
    double most = Math.max(first, last) - speed;
    double least = Math.max(0, Math.min(first, last) - speed);
    lacking += over == 0 ? 0 : (most + least) / 2 * over * seconds;
    asked += (first + last) / 2 * seconds;
  }

  /** Share of a line from one value to another that is above zero. */
  private static double over(double first, double last) {
    if (first <= ROUNDING && last <= ROUNDING) {
      return 0;
    }
    return first > 0 && last > 0 ? 1 : Math.max(first, last) / Math.abs(first - last);
  }

  double joules() {
    return joules;
  }

  /** Seconds in which it was on. */
  double active() {
    return active;
  }

  double shortHeld() {
    return shortHeld;
  }

  double shortOnTheLine() {
    return shortOnTheLine;
  }

  double shortWithArrivals() {
    return shortWithArrivals;
  }

  /** Share of what was wanted in the interval that it could not give. */
  double lackingShare() {
    return asked == 0 ? 0 : lacking / asked;
  }
}
