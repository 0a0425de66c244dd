package io.godwit.qmp;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.vm.VmName;
import io.godwit.qmp.PendingCommands.Band;
import io.godwit.qmp.PendingCommands.Ticket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/**
 * A conversation with one VM's QEMU. Safe for use by many threads; QEMU takes their commands one
 * after the other. {@code package-info} says how it fails.
 */
public final class QmpSession implements AutoCloseable {
  private static final String OUT_OF_BAND = "oob";
  private static final SchemaCache SCHEMAS = new SchemaCache();

  private final VmName vm;
  private final QmpLink link;
  private final QmpMessage.Greeting greeting;
  private final QmpSchema schema;

  private QmpSession(VmName vm, QmpLink link, QmpMessage.Greeting greeting, QmpSchema schema) {
    this.vm = vm;
    this.link = link;
    this.greeting = greeting;
    this.schema = schema;
  }

  /**
   * Connects, reads the greeting, negotiates capabilities and reads the binary's schema, unless it
   * is known from an earlier session. Events may reach the listener before this returns; {@code
   * ended} cannot.
   *
   * @param deadline for all of it
   * @throws GodwitException QMP_SESSION_LOST if that fails; then nothing is left open and the
   *     listener is not told
   */
  public static QmpSession connect(VmName vm, Path socket, QmpListener listener, Duration deadline)
      throws InterruptedException {
    return connect(vm, socket, listener, deadline, QmpLimits.DEFAULT);
  }

  static QmpSession connect(
      VmName vm, Path socket, QmpListener listener, Duration deadline, QmpLimits limits)
      throws InterruptedException {
    Deadline until = Deadline.in(deadline);
    QmpLink link = QmpLink.open(vm, socket, listener, limits);
    boolean connected = false;
    try {
      QmpSession session = negotiate(vm, link, until);
      link.establish();
      connected = true;
      return session;
    } catch (GodwitException refused) {
      if (refused.code() == ErrorCode.QMP_SESSION_LOST) {
        throw refused;
      }
      throw new GodwitException(
          QmpLink.lost(vm, "it could not begin: " + refused.problem().detail(), null), refused);
    } finally {
      if (!connected) {
        link.close();
      }
    }
  }

  private static QmpSession negotiate(VmName vm, QmpLink link, Deadline until)
      throws InterruptedException {
    QmpMessage.Greeting greeting = greeting(vm, link, until);
    // No schema to check against yet, hence `exchange` and not `execute`.
    QmpSession provisional = new QmpSession(vm, link, greeting, QmpSchema.fromQmp(noEntities()));
    provisional.exchange(
        QmpCommands.raw("qmp_capabilities", Map.of("enable", enabled(greeting))),
        Band.IN_BAND,
        until);
    String target = provisional.exchange(QmpCommands.queryTarget(), Band.IN_BAND, until);
    SchemaCache.Build build =
        new SchemaCache.Build(greeting.version(), greeting.packageName(), target);
    QmpSchema schema = SCHEMAS.find(build);
    if (schema == null) {
      JsonNode answer =
          provisional.exchange(QmpCommands.raw("query-qmp-schema", Map.of()), Band.IN_BAND, until);
      schema = read(vm, answer);
      SCHEMAS.keep(build, schema);
    }
    return new QmpSession(vm, link, greeting, schema);
  }

  private static QmpMessage.Greeting greeting(VmName vm, QmpLink link, Deadline until)
      throws InterruptedException {
    try {
      return link.greeting().get(Math.max(0, until.remainingNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      throw new GodwitException(
          QmpLink.lost(
              vm,
              "no greeting within "
                  + until.allowed()
                  + " (QEMU is stuck, or another client holds its monitor)",
              null),
          silent);
    } catch (ExecutionException failed) {
      throw rethrown(failed);
    }
  }

  private static QmpSchema read(VmName vm, JsonNode answer) {
    try {
      return QmpSchema.fromQmp(answer);
    } catch (Fields.Unexpected unexpected) {
      throw new GodwitException(
          QmpLink.lost(vm, "its schema is unreadable: " + unexpected.getMessage(), null),
          unexpected);
    }
  }

  private static JsonNode noEntities() {
    return QmpCodec.tree(List.of());
  }

  private static List<String> enabled(QmpMessage.Greeting greeting) {
    return greeting.capabilities().contains(OUT_OF_BAND) ? List.of(OUT_OF_BAND) : List.of();
  }

  public QemuVersion version() {
    return greeting.version();
  }

  public QmpSchema schema() {
    return schema;
  }

  public boolean isOpen() {
    return link.isOpen();
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @throws GodwitException QMP_COMMAND_FAILED if the binary lacks what the command needs, QEMU
   *     refused it, or the deadline passed and nothing can have changed; OUTCOME_UNKNOWN if the
   *     deadline passed and QEMU may still carry it out; QMP_SESSION_LOST
   * @throws InterruptedException if interrupted while waiting; the session goes on, and whether the
   *     command is carried out is as unknown as after a deadline
   * @throws IllegalStateException on the listener's thread, where no answer could ever arrive
   */
  public <T> T execute(QmpCommand<T> command, Duration deadline) throws InterruptedException {
    requireSupport(command);
    return exchange(command, Band.IN_BAND, Deadline.in(deadline));
  }

  /**
   * As {@link #execute}, but past commands that QEMU is still busy with; for migrate-recover,
   * migrate-pause, yank. Where QEMU did not offer out-of-band, it waits in line like any other.
   */
  public <T> T executeOutOfBand(QmpCommand<T> command, Duration deadline)
      throws InterruptedException {
    requireSupport(command);
    if (enabled(greeting).isEmpty()) {
      return exchange(command, Band.IN_BAND, Deadline.in(deadline));
    }
    if (!schema.allowsOutOfBand(command.name())) {
      throw failed(command, "this QEMU does not take it out of band");
    }
    return exchange(command, Band.OUT_OF_BAND, Deadline.in(deadline));
  }

  /** Ends the session; waiting callers get QMP_SESSION_LOST. Does not wait for {@code ended}. */
  @Override
  public void close() {
    link.close();
  }

  private void requireSupport(QmpCommand<?> command) {
    List<String> missing = command.missingFrom(schema);
    if (!missing.isEmpty()) {
      throw failed(command, "QEMU " + greeting.version() + " lacks " + String.join(", ", missing));
    }
  }

  private <T> T exchange(QmpCommand<T> command, Band band, Deadline until)
      throws InterruptedException {
    if (link.isReader(Thread.currentThread())) {
      throw new IllegalStateException("a QMP listener cannot execute " + command);
    }
    Ticket ticket = link.pending().open(band, until);
    if (ticket == null) {
      throw failed(command, "QEMU is still busy with earlier commands after " + until.allowed());
    }
    link.send(ticket, QmpCodec.encode(band.verb(), command.name(), command.sent(), ticket.id()));
    return switch (await(command, ticket, until)) {
      case QmpMessage.Success success -> read(command, success.value());
      case QmpMessage.Failure failure ->
          throw failed(command, failure.description() + " (" + failure.errorClass() + ")");
    };
  }

  private QmpMessage.Answer await(QmpCommand<?> command, Ticket ticket, Deadline until)
      throws InterruptedException {
    CompletableFuture<QmpMessage.Answer> answer = ticket.answer();
    try {
      return answer.get(Math.max(0, until.remainingNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      if (link.withdraw(ticket) || command.onlyReads()) {
        throw failed(command, "QEMU did not answer within " + until.allowed());
      }
      throw unknown(command, until);
    } catch (ExecutionException ended) {
      throw rethrown(ended);
    } catch (InterruptedException cancelled) {
      link.withdraw(ticket);
      throw cancelled;
    }
  }

  private <T> T read(QmpCommand<T> command, JsonNode value) {
    try {
      return command.read(value);
    } catch (Fields.Unexpected unexpected) {
      throw failed(command, "its answer is in an unknown form: " + unexpected.getMessage());
    }
  }

  /** A copy for this caller: the one in the future carries the reader's stack trace. */
  private static GodwitException rethrown(ExecutionException failed) {
    return failed.getCause() instanceof GodwitException known
        ? new GodwitException(known.problem(), known)
        : new GodwitException(
            new Problem(
                ErrorCode.INTERNAL,
                "A QMP session failed in an unforeseen way: " + failed.getCause() + ".",
                "Report it with the agent's log."),
            failed);
  }

  private GodwitException failed(QmpCommand<?> command, String why) {
    return new GodwitException(
        ErrorCode.QMP_COMMAND_FAILED,
        "QMP command " + command + " of VM " + vm + " failed: " + why + ".",
        "Look for the reason in the VM's log and in its state now.");
  }

  private GodwitException unknown(QmpCommand<?> command, Deadline until) {
    return new GodwitException(
        ErrorCode.OUTCOME_UNKNOWN,
        "QMP command "
            + command
            + " of VM "
            + vm
            + " was sent, but not answered within "
            + until.allowed()
            + "; QEMU may still carry it out.",
        "Ask for the VM's state before trying again.");
  }
}
