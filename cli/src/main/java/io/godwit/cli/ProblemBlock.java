package io.godwit.cli;

import io.godwit.cli.text.Words;
import io.godwit.protocol.api.ProblemView;

/** Prints a problem: what it is and what is true now, then what to do next. */
record ProblemBlock(Sink err, Godwit.Format format) {
  void print(ProblemView problem) {
    switch (format) {
      case TABLE -> {
        String code = err.colour().red("error " + Words.of(problem.code()));
        err.line(code + ": " + Words.of(problem.detail()));
        err.line("next: " + Words.of(problem.next()));
      }
      case JSON, YAML -> err.line(format.document(problem));
    }
  }
}
