package io.godwit.protocol.agent;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.protocol.json.Json;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** How a call or a link is refused: a status, and in the trailers what an agent can act on. */
public final class Refusal {
  /** The leader's {@code host:port}, where one that is not the leader knows it. */
  public static final Metadata.Key<String> LEADER =
      Metadata.Key.of("godwit-leader", Metadata.ASCII_STRING_MARSHALLER);

  private static final Metadata.Key<byte[]> PROBLEM =
      Metadata.Key.of("godwit-problem-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private Refusal() {}

  /** For a problem that has a sentence. */
  public static StatusRuntimeException of(Problem problem) {
    Metadata trailers = new Metadata();
    trailers.put(PROBLEM, Json.LENIENT.writeValueAsBytes(problem));
    return status(problem.code()).withDescription(problem.detail()).asRuntimeException(trailers);
  }

  /** By a manager that does not decide. */
  public static StatusRuntimeException notLeader(@Nullable String leader) {
    Problem problem =
        new Problem(
            ErrorCode.NOT_THE_LEADER,
            leader == null
                ? "This manager is not the leader, and knows of none."
                : "This manager is not the leader; " + leader + " is.",
            "Ask the leader; agents do so by themselves.");
    StatusRuntimeException refusal = of(problem);
    Metadata trailers = refusal.getTrailers();
    if (leader != null && trailers != null) {
      trailers.put(LEADER, leader);
    }
    return refusal;
  }

  /** What the other side said, if it was one of ours and said why. */
  public static Optional<Problem> problem(Throwable refused) {
    Metadata trailers = Status.trailersFromThrowable(refused);
    byte[] form = trailers == null ? null : trailers.get(PROBLEM);
    if (form == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.LENIENT.readValue(form, Problem.class));
    } catch (JacksonException | IllegalArgumentException | NullPointerException newer) {
      // A code this agent does not know yet; the status still has the sentence.
      return Optional.empty();
    }
  }

  /** Where the leader is, if the other side said so. */
  public static Optional<String> leader(Throwable refused) {
    Metadata trailers = Status.trailersFromThrowable(refused);
    return trailers == null ? Optional.empty() : Optional.ofNullable(trailers.get(LEADER));
  }

  /** What happened, for a log: the innermost message says it, those around it where. */
  public static String sentence(Throwable broken) {
    Throwable inner = broken;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    Status status = Status.fromThrowable(broken);
    String text =
        inner instanceof StatusRuntimeException ? status.getDescription() : inner.getMessage();
    return text == null ? status.getCode().toString() : text;
  }

  private static Status status(ErrorCode code) {
    if (code == ErrorCode.AGENT_NOT_ENROLLED) {
      return Status.UNAUTHENTICATED;
    }
    if (code == ErrorCode.CERTIFICATE_REVOKED || code == ErrorCode.ENROLMENT_TOKEN_INVALID) {
      return Status.PERMISSION_DENIED;
    }
    if (code == ErrorCode.ENROLMENT_THROTTLED) {
      return Status.RESOURCE_EXHAUSTED;
    }
    return switch (code.kind()) {
      case REJECTED -> Status.FAILED_PRECONDITION;
      // A follower must not be taken for a manager that is away.
      case UNAVAILABLE ->
          code == ErrorCode.NOT_THE_LEADER ? Status.FAILED_PRECONDITION : Status.UNAVAILABLE;
      case FAILED, FAULT -> Status.INTERNAL;
      case INDETERMINATE -> Status.UNKNOWN;
    };
  }
}
