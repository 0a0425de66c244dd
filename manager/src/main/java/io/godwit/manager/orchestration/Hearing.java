package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.Migration;
import io.godwit.manager.orchestration.Resolution.Destination;
import io.godwit.manager.orchestration.Resolution.Source;
import io.godwit.manager.time.Mailbox;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears both ends of a copy until it is decided what has become of the guest, by the table of
 * {@link Resolution}. Owned by the migration's thread; one thread per end waits for its word.
 */
final class Hearing {
  /** An agent notices in milliseconds that its QEMU has died; a broken link is no news to it. */
  private static final Duration OTHER_SIDE_OF_THE_STORY = Duration.ofSeconds(1);

  /** Each end is asked at most twice, and brings one answer each time. */
  private static final int MAX_NEWS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Hearing.class);

  /** What has become of the guest. */
  sealed interface Verdict {
    /**
     * It runs on the destination.
     *
     * @param source HandedOver, unless the source could not tell
     */
    record Arrived(Source source, Instant resumedAt) implements Verdict {}

    /**
     * It never left.
     *
     * @param trouble what the destination said, if it failed first
     */
    record Stays(Problem why, @Nullable Problem trouble) implements Verdict {}

    /** It has left the source and, on the destination's evidence, runs nowhere. */
    record Stranded(@Nullable Problem trouble) implements Verdict {}

    /** The source's QEMU was lost, and the destination has nothing of it. */
    record Lost(Problem why) implements Verdict {}

    /** It has gone ahead, and the rest of its memory is lost. */
    record Torn(Problem why) implements Verdict {}

    /** Both say that they have it. */
    record Contradiction() implements Verdict {}
  }

  /** How the source's word is got at first. */
  interface FirstAsk {
    Source ask() throws InterruptedException;
  }

  /** Hears that nothing can be decided for now. */
  interface Doubt {
    void about(Source source, Destination destination);
  }

  private sealed interface News {
    record OfSource(Source source) implements News {}

    record OfDestination(Destination destination) implements News {}
  }

  private final Migration plan;
  private final Conversation conversation;
  private final Deadlines deadlines;
  private final Sentences sentences;
  private final Doubt doubt;
  private final Time time;
  private final Mailbox<News> news;

  private Source source = new Source.Awaited();
  private Destination destination = new Destination.Awaited();
  private boolean sourceCancelled;
  private boolean sourceAskedAgain;
  private boolean destinationAskedAgain;
  private @Nullable Problem trouble;

  Hearing(Migration plan, Conversation conversation, Tools tools, Doubt doubt) {
    this.plan = plan;
    this.conversation = conversation;
    this.deadlines = tools.deadlines();
    this.time = tools.time();
    this.news = new Mailbox<>(time, MAX_NEWS);
    this.sentences = new Sentences(plan);
    this.doubt = doubt;
  }

  Verdict untilDecided(FirstAsk firstOfSource) throws InterruptedException {
    try (TaskScope ends = new TaskScope(time)) {
      ends.fork(
          plan.id() + "-destination",
          () -> bring(() -> new News.OfDestination(conversation.awaitDestination())));
      ends.fork(plan.id() + "-source", () -> bring(() -> new News.OfSource(firstOfSource.ask())));
      Verdict verdict = null;
      while (verdict == null) {
        verdict = step(ends);
      }
      return verdict;
    }
  }

  /** Does what follows from what is known; null until that is the verdict. */
  private @Nullable Verdict step(TaskScope ends) throws InterruptedException {
    switch (Resolution.next(source, destination)) {
      case WAIT -> await();
      case CANCEL_SOURCE -> cancelSource();
      case PROBE -> {
        noteTrouble();
        destination = conversation.probe();
      }
      case PARK -> park(ends);
      case COMPLETE -> {
        return new Verdict.Arrived(source, resumedAt());
      }
      case STAY -> {
        hearWhyTheCopyBroke();
        noteTrouble();
        return clearDestination()
            ? new Verdict.Stays(((Source.StaysHere) source).problem(), trouble)
            : null;
      }
      case TAKE_BACK -> {
        return new Verdict.Stranded(trouble);
      }
      case CRASHED -> {
        return new Verdict.Lost(((Source.Unknown) source).problem());
      }
      case TORN -> {
        // All of it may have come before the source was lost.
        destination = conversation.probe();
        if (destination instanceof Destination.Ahead) {
          return new Verdict.Torn(((Source.Unknown) source).problem());
        }
      }
      case CONTRADICTION -> {
        return new Verdict.Contradiction();
      }
    }
    return null;
  }

  private Instant resumedAt() {
    return switch (destination) {
      case Destination.Runs runs -> runs.resumedAt();
      case Destination.Ahead ahead -> ahead.resumedAt();
      case Destination.Awaited _,
          Destination.Failed _,
          Destination.Removed _,
          Destination.Silent _ ->
          throw new IllegalStateException("a guest that runs was heard of");
    };
  }

  /** Waits for news; what takes too long once the other end has spoken is given up. */
  private void await() throws InterruptedException {
    boolean sourceOpen = source instanceof Source.Awaited;
    if (sourceOpen && destination instanceof Destination.Ahead) {
      hear(Conversation.FOR_EVER); // the rest takes as long as it takes
    } else if (sourceOpen && destination instanceof Destination.Runs) {
      if (!hear(deadlines.report())) {
        source = new Source.Silent(sentences.late(plan.source(), deadlines.report()));
      }
    } else if (sourceOpen) {
      // The thread that waits for the source has a deadline of its own, and always brings news.
      hear(Conversation.FOR_EVER);
    } else if (!hear(deadlines.arrival())) {
      destination = new Destination.Failed(sentences.late(plan.destination(), deadlines.arrival()));
    }
  }

  private boolean hear(Duration patience) throws InterruptedException {
    News next = news.poll(patience).orElse(null);
    switch (next) {
      case null -> {
        return false;
      }
      case News.OfSource of -> source = of.source();
      case News.OfDestination of -> {
        // The destination's own thread may still bring "failed" after evidence was gathered.
        if (!(destination instanceof Destination.Removed)
            || of.destination() instanceof Destination.Runs
            || of.destination() instanceof Destination.Ahead) {
          destination = of.destination();
        }
      }
    }
    return true;
  }

  /** The destination has failed while the source copies: its QEMU may take minutes to notice. */
  private void cancelSource() throws InterruptedException {
    if (!sourceCancelled) {
      sourceCancelled = true;
      try {
        conversation.cancelSource();
      } catch (GodwitException refused) {
        LOG.warn("migration {}: the source was not cancelled: {}", plan.id(), refused.problem());
      }
    }
    hear(Conversation.FOR_EVER);
  }

  /**
   * The guest is on the source: nothing of it may be left on the destination.
   *
   * @return false if the destination claims to run it
   */
  private boolean clearDestination() throws InterruptedException {
    if (destination instanceof Destination.Removed) {
      return true;
    }
    Destination left = conversation.probe();
    if (left instanceof Destination.Runs || left instanceof Destination.Ahead) {
      destination = left;
      return false;
    }
    if (left instanceof Destination.Silent) {
      // The source's word is enough to go on; what is left there is paused and incomplete.
      conversation.abortLater();
    }
    return true;
  }

  /** A destination that dies breaks the copy; the source often tells of that first. */
  private void hearWhyTheCopyBroke() throws InterruptedException {
    if (destination instanceof Destination.Awaited
        && source instanceof Source.StaysHere stays
        && stays.problem().code() != ErrorCode.MIGRATION_CANCELLED) {
      hear(OTHER_SIDE_OF_THE_STORY);
    }
  }

  private void noteTrouble() {
    if (destination instanceof Destination.Failed failed) {
      trouble = failed.problem();
    }
  }

  /** Nobody can decide: says so, and asks again whenever an agent comes back. */
  private void park(TaskScope ends) throws InterruptedException {
    doubt.about(source, destination);
    if (source instanceof Source.Silent) {
      if (!sourceAskedAgain) {
        sourceAskedAgain = true;
        ends.fork(
            plan.id() + "-source-again",
            () -> bring(() -> new News.OfSource(conversation.awaitSourceAgain())));
      }
    } else if (!destinationAskedAgain) {
      destinationAskedAgain = true;
      ends.fork(
          plan.id() + "-destination-again",
          () -> bring(() -> new News.OfDestination(conversation.probeAgain())));
    }
    hear(Conversation.FOR_EVER);
  }

  private interface Ask {
    News ask() throws InterruptedException;
  }

  private void bring(Ask ask) {
    try {
      // There is always room.
      news.offer(ask.ask(), Duration.ZERO);
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }
}
