package io.godwit.cli;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where passwords and tokens come from: a file, standard input, or the person at the terminal, and
 * never the command line, which every user of the machine can read.
 */
final class SecretInput {
  /** The longest password there is, in bytes, and some. */
  private static final int MAX_BYTES = 8192;

  private static final Path STANDARD_INPUT = Path.of("-");

  private final Prompt prompt;

  SecretInput(Prompt prompt) {
    this.prompt = prompt;
  }

  /**
   * One that exists already.
   *
   * @param file where it is, {@code -} for standard input; null to ask
   * @param option how to give such a file
   */
  String existing(@Nullable Path file, String question, String option) {
    return file != null
        ? firstLine(file)
        : prompt
            .secret(question)
            .filter(typed -> !typed.isEmpty())
            .orElseThrow(() -> nobody(option));
  }

  /** One that is chosen now: typed twice, because nobody sees what they type. */
  String chosen(@Nullable Path file, String question, String option) {
    if (file != null) {
      return firstLine(file);
    }
    String first = existing(null, question, option);
    if (!prompt.secret("The same again: ").equals(Optional.of(first))) {
      throw new GodwitException(
          ErrorCode.PASSWORD_UNFIT,
          "The two are not the same; nothing was changed.",
          "Run it again and type the same password twice.");
    }
    return first;
  }

  private static GodwitException nobody(String option) {
    return new GodwitException(
        ErrorCode.REQUEST_MALFORMED,
        "A secret is needed, and there is no terminal to ask for it, or nothing was typed. Nothing"
            + " was changed.",
        "Give " + option + " FILE, or " + option + " - to read it from standard input.");
  }

  private static String firstLine(Path file) {
    try {
      String line;
      if (file.equals(STANDARD_INPUT)) {
        line = line(System.in); // stays open: the next secret may follow on the next line
      } else {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
          line = line(in);
        }
      }
      if (line.isBlank()) {
        throw empty(file);
      }
      return line;
    } catch (IOException unreadable) {
      throw new GodwitException(
          ErrorCode.REQUEST_MALFORMED,
          "'" + file + "' cannot be read: " + unreadable.getClass().getSimpleName() + ".",
          "Name a file whose first line is the secret.");
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int each = in.read(); each >= 0 && each != '\n'; each = in.read()) {
      if (line.size() == MAX_BYTES) {
        throw new IOException("the first line is longer than any secret");
      }
      line.write(each);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static GodwitException empty(Path file) {
    return new GodwitException(
        ErrorCode.REQUEST_MALFORMED,
        "The first line of '" + file + "' is empty.",
        "Name a file whose first line is the secret.");
  }
}
