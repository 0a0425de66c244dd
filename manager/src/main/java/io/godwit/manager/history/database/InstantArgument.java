package io.godwit.manager.history.database;

import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/**
 * Hands instants over with their offset. Jdbi's own way goes through java.sql.Timestamp and with it
 * through the time zone of this machine.
 */
final class InstantArgument extends AbstractArgumentFactory<Instant> {
  InstantArgument() {
    super(Types.TIMESTAMP_WITH_TIMEZONE);
  }

  @Override
  protected Argument build(Instant at, ConfigRegistry config) {
    return (position, statement, context) ->
        statement.setObject(position, Storable.of(at).atOffset(ZoneOffset.UTC));
  }
}
