package io.godwit.manager.standby;

import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a host is on, as it is wanted and as far as it has come.
 *
 * @param since when it came to this stage
 * @param by who wanted it
 * @param because why, as a sentence; empty where nobody said
 * @param size what it offers when it is on; null if nobody knew when it was noted
 * @param boots how long it took to come on, the newest last, five at most
 */
public record HostPower(
    HostId host,
    Stage stage,
    Instant since,
    String by,
    String because,
    @Nullable Size size,
    List<Duration> boots) {
  /** More of them say nothing new. */
  public static final int BOOTS_KEPT = 5;

  public HostPower {
    boots = List.copyOf(boots);
    if (boots.size() > BOOTS_KEPT || boots.stream().anyMatch(Duration::isNegative)) {
      throw new IllegalArgumentException("at most five times are kept, none below zero");
    }
  }

  /** What a host offers. */
  public record Size(int cpus, DataSize memory) {}

  /** How far it has come. */
  public enum Stage {
    /** In service. */
    ON,
    /** Its VMs leave, and none comes. */
    EMPTYING,
    /** It is empty, and told to go off. */
    GOING_OFF,
    /** Off. */
    STANDBY,
    /** It was told to come on, and nobody has heard of it yet. */
    COMING_ON,
    /** Nobody has heard of it in time. It is not used until somebody says so. */
    FAILED_TO_RETURN;

    /** Whether the host takes VMs as far as power goes. */
    public boolean isOn() {
      return this == ON;
    }
  }

  /** One that nobody has ever switched. */
  public static HostPower of(HostId host) {
    return new HostPower(host, Stage.ON, Instant.EPOCH, "system", "", null, List.of());
  }

  /** The same at another stage. */
  public HostPower at(Stage next, Instant when, String who, String why) {
    return new HostPower(host, next, when, who, why, size, boots);
  }

  /** The same, offering so much. */
  public HostPower offering(@Nullable Size other) {
    return other == null ? this : new HostPower(host, stage, since, by, because, other, boots);
  }

  /** The same after it came on. */
  public HostPower booted(Duration took) {
    List<Duration> all = new ArrayList<>(boots);
    all.add(took);
    return new HostPower(
        host,
        stage,
        since,
        by,
        because,
        size,
        all.subList(Math.max(0, all.size() - BOOTS_KEPT), all.size()));
  }

  /** What it took at most, the last times. */
  public Optional<Duration> slowestBoot() {
    return boots.stream().max(Duration::compareTo);
  }
}
