package io.godwit.manager.rest;

import io.godwit.model.migration.LimitsWish;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.protocol.api.LimitsView;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is said of limits, as the API shows it. */
final class LimitsFace {
  private LimitsFace() {}

  /** Null if nothing is said. */
  static @Nullable LimitsView view(LimitsWish said) {
    if (said.equals(LimitsWish.NONE)) {
      return null;
    }
    return new LimitsView(
        said.downtimeLimit() == null ? null : said.downtimeLimit().toMillis(),
        said.bandwidth() == null ? null : said.bandwidth().bytesPerSecond(),
        said.deadline() == null ? null : said.deadline().toMillis(),
        said.maxSlowdown(),
        said.postcopy() == null ? null : said.postcopy() == PostcopyPolicy.ALLOWED,
        said.secrecy() == null ? null : said.secrecy().name().toLowerCase(Locale.ROOT));
  }
}
