package io.godwit.manager.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.manager.time.Time;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Compression;
import io.godwit.model.migration.PathFacts;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataRate;
import io.godwit.planner.migration.Link;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LinkBookTest {
  private static final HostId H1 = new HostId("h1");
  private static final HostId H2 = new HostId("h2");

  private static final Transport ONE = streams(1, Compression.NONE);

  private final LinkBook book = new LinkBook(Time.REAL);

  private static Transport streams(int channels, Compression compression) {
    return new Transport(channels, compression, Postcopy.OFF, Secrecy.CLEAR);
  }

  private static PathFacts path(long rate) {
    return new PathFacts(Duration.ZERO, Duration.ZERO, new DataRate(rate), 1500, 1500);
  }

  private void seen(HostId source, HostId destination, Transport by, DataRate rate) {
    book.seen(source, destination, new LinkBook.Copy(by, rate, rate));
  }

  @Test
  void whatNobodyMeasuredIsAssumed() {
    assertThat(book.between(H1, H2)).isEqualTo(Link.UNKNOWN);
    assertThat(book.path(H1, H2, Duration.ofDays(1))).isEmpty();
  }

  @Test
  void aForecastStandsOnWhatWasMeasured() {
    book.measured(H1, H2, path(700));
    assertThat(book.between(H1, H2)).isEqualTo(new Link(new DataRate(700), Link.Basis.MEASURED, 1));
    assertThat(book.between(H2, H1)).as("the way back").isEqualTo(book.between(H1, H2));
  }

  @Test
  void copiesAndMeasurementsMakeOneMedian() {
    seen(H1, H2, ONE, new DataRate(900));
    book.measured(H1, H2, path(100));
    seen(H1, H2, ONE, new DataRate(800));
    seen(H1, H2, ONE, DataRate.ZERO);
    assertThat(book.between(H1, H2)).isEqualTo(new Link(new DataRate(800), Link.Basis.MEASURED, 3));
  }

  @Test
  void aCopyThatProcessorsHeldUpSaysWhatAStreamCarriesAndNothingOfTheLink() {
    book.measured(H1, H2, path(1000));
    book.measured(H2, H1, path(1000));
    for (int i = 0; i < 5; i++) {
      Transport two = streams(2, Compression.NONE);
      book.seen(H1, H2, new LinkBook.Copy(two, new DataRate(400), new DataRate(300)));
    }
    Link known = book.between(H2, H1);
    assertThat(known.bandwidth()).isEqualTo(new DataRate(1000));
    assertThat(known.streamRate(Secrecy.CLEAR)).isEqualTo(150);
    assertThat(known.streamRate(Secrecy.TUNNELLED))
        .as("nothing was seen of it")
        .isEqualTo(Link.UNKNOWN.streamRate(Secrecy.TUNNELLED));
  }

  @Test
  void aCopyOfPackedPagesSaysNothingUnlessItFillsTheLink() {
    book.measured(H1, H2, path(1000));
    seen(H1, H2, streams(2, Compression.ZSTD), new DataRate(300));
    assertThat(book.between(H1, H2))
        .isEqualTo(new Link(new DataRate(1000), Link.Basis.MEASURED, 1));
    seen(H1, H2, streams(2, Compression.ZSTD), new DataRate(1100));
    assertThat(book.between(H1, H2).samples()).isEqualTo(2);
  }

  @Test
  void aStreamThatCarriesMoreThanWasAssumedIsBelieved() {
    long more = Math.round(2 * Link.UNKNOWN.streamRate(Secrecy.CLEAR));
    book.measured(H1, H2, path(more));
    seen(H1, H2, ONE, new DataRate(more));
    assertThat(book.between(H1, H2).streamRate(Secrecy.CLEAR)).isEqualTo((double) more);
  }

  @Test
  void onlyTheNewestCount() {
    for (int i = 0; i < 9; i++) {
      seen(H1, H2, ONE, new DataRate(900));
    }
    for (int i = 0; i < 3; i++) {
      book.measured(H1, H2, path(100));
    }
    assertThat(book.between(H1, H2).bandwidth()).isEqualTo(new DataRate(100));
  }

  @Test
  void aMeasurementIsKnownForAsLongAsItIsAskedFor() {
    book.measured(H1, H2, path(700));
    assertThat(book.path(H1, H2, Duration.ofDays(1))).contains(path(700));
    assertThat(book.path(H1, H2, Duration.ofNanos(-1))).isEmpty();
    assertThat(book.path(H2, H1, Duration.ofDays(1))).as("nobody measured the way back").isEmpty();
  }

  @Test
  void ofVeryManyPairsTheOldestAreForgotten() {
    book.measured(H1, H2, path(700));
    for (int i = 0; i < LinkBook.MAX_PAIRS; i++) {
      seen(H2, new HostId("x" + i), ONE, new DataRate(1));
    }
    assertThat(book.between(H1, H2)).isEqualTo(Link.UNKNOWN);
  }
}
