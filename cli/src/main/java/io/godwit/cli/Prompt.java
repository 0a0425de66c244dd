package io.godwit.cli;

import java.io.Console;
import java.util.Optional;

/** Asks the person at the terminal; there may be none. */
interface Prompt {
  /** The answer; nothing if nobody can be asked, or the person ended the input. */
  Optional<String> line(String question);

  /** The same without showing what is typed. */
  Optional<String> secret(String question);

  /** Nobody can be asked. */
  Prompt NOBODY =
      new Prompt() {
        @Override
        public Optional<String> line(String question) {
          return Optional.empty();
        }

        @Override
        public Optional<String> secret(String question) {
          return Optional.empty();
        }
      };

  /** The terminal of this process. */
  static Prompt ofProcess() {
    return new Prompt() {
      @Override
      public Optional<String> line(String question) {
        return console().map(console -> console.readLine("%s", question));
      }

      @Override
      public Optional<String> secret(String question) {
        return console().map(console -> console.readPassword("%s", question)).map(String::new);
      }

      // Asked late: loading it costs a person's time at every command.
      private Optional<Console> console() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
      }
    };
  }
}
