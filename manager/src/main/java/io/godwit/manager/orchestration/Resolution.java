package io.godwit.manager.orchestration;

import io.godwit.model.error.Problem;
import io.godwit.model.migration.SourceReport;
import java.time.Instant;

/**
 * What follows from what the two ends of a copy have said. Pure; the whole safety of a migration is
 * in this table:
 *
 * <pre>
 * source \ destination  Awaited        Runs           Ahead          Failed         Removed        Silent
 * Awaited               WAIT           WAIT           WAIT           PROBE          CANCEL_SOURCE  WAIT
 * HandedOver            WAIT           COMPLETE       COMPLETE       PROBE          TAKE_BACK      PARK
 * StaysHere             STAY           CONTRADICTION  CONTRADICTION  STAY           STAY           STAY
 * Unknown               WAIT           COMPLETE       TORN           PROBE          CRASHED        PARK
 * Silent                PARK           COMPLETE       PARK           PARK           PARK           PARK
 * </pre>
 *
 * <p>TAKE_BACK and CANCEL_SOURCE are reached from Removed only: after both the guest runs on the
 * source, so both need the destination's evidence. A destination is probed, which ends its QEMU
 * unless the guest runs there, once the source has nothing more to send or the destination failed.
 */
final class Resolution {
  private Resolution() {}

  /** What is known of the source. */
  sealed interface Source {
    /** It copies, or has not been heard. */
    record Awaited() implements Source {}

    /** Everything has left. */
    record HandedOver(SourceReport report) implements Source {}

    /** The guest goes on there. */
    record StaysHere(Problem problem) implements Source {}

    /** Its agent does not know: QEMU is gone or does not answer. */
    record Unknown(Problem problem) implements Source {}

    /** Its agent cannot be asked. */
    record Silent(Problem problem) implements Source {}
  }

  /** What is known of the destination. */
  sealed interface Destination {
    /** It listens, or has not been heard. */
    record Awaited() implements Destination {}

    /** The guest runs there, and all of it is there. */
    record Runs(Instant resumedAt) implements Destination {}

    /** The guest runs there, ahead of its memory. */
    record Ahead(Instant resumedAt) implements Destination {}

    /** Its agent gave up or took too long; that is no proof that the guest does not run there. */
    record Failed(Problem problem) implements Destination {}

    /** Nothing of the guest is there, nor can come. */
    record Removed() implements Destination {}

    /** Its agent cannot be asked. */
    record Silent(Problem problem) implements Destination {}
  }

  /** What to do. */
  enum Step {
    /** One of the two has yet to speak. */
    WAIT,
    /** The copy leads nowhere, by evidence: tell the source, whose answer then decides. */
    CANCEL_SOURCE,
    /** Ask the destination to remove what it has, unless the guest runs there. */
    PROBE,
    /** The guest has arrived. */
    COMPLETE,
    /** The guest never left. */
    STAY,
    /** The guest is stopped on the source and nowhere else: let it run there. */
    TAKE_BACK,
    /** The guest died with the source's QEMU. */
    CRASHED,
    /** The guest has gone ahead, and the rest of its memory was lost with the source's QEMU. */
    TORN,
    /** Not decidable now: call it indeterminate and ask again when an agent is back. */
    PARK,
    /** Both say they have the guest: agents are broken; touch nothing. */
    CONTRADICTION
  }

  static Step next(Source source, Destination destination) {
    return switch (source) {
      case Source.Awaited _ ->
          switch (destination) {
            case Destination.Awaited _,
                Destination.Runs _,
                Destination.Ahead _,
                Destination.Silent _ ->
                Step.WAIT;
            case Destination.Failed _ -> Step.PROBE;
            case Destination.Removed _ -> Step.CANCEL_SOURCE;
          };
      case Source.HandedOver _ ->
          switch (destination) {
            case Destination.Awaited _ -> Step.WAIT;
            case Destination.Runs _, Destination.Ahead _ -> Step.COMPLETE;
            case Destination.Failed _ -> Step.PROBE;
            case Destination.Removed _ -> Step.TAKE_BACK;
            case Destination.Silent _ -> Step.PARK;
          };
      case Source.StaysHere _ ->
          switch (destination) {
            case Destination.Awaited _,
                Destination.Failed _,
                Destination.Removed _,
                Destination.Silent _ ->
                Step.STAY;
            case Destination.Runs _, Destination.Ahead _ -> Step.CONTRADICTION;
          };
      case Source.Unknown _ ->
          switch (destination) {
            case Destination.Awaited _ -> Step.WAIT;
            case Destination.Runs _ -> Step.COMPLETE;
            case Destination.Ahead _ -> Step.TORN;
            case Destination.Failed _ -> Step.PROBE;
            case Destination.Removed _ -> Step.CRASHED;
            case Destination.Silent _ -> Step.PARK;
          };
      case Source.Silent _ ->
          switch (destination) {
            case Destination.Runs _ -> Step.COMPLETE;
            case Destination.Awaited _,
                Destination.Ahead _,
                Destination.Failed _,
                Destination.Removed _,
                Destination.Silent _ ->
                Step.PARK;
          };
    };
  }
}
