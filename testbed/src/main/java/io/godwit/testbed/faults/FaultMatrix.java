package io.godwit.testbed.faults;

import io.godwit.lab.Guest;
import io.godwit.lab.GuestSpec;
import io.godwit.lab.Lab;
import io.godwit.lab.LabEnvironment;
import io.godwit.lab.LabException;
import io.godwit.lab.LabHost;
import io.godwit.lab.LabOptions;
import io.godwit.model.error.GodwitException;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.VmView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays cells one after the other, in one lab for as long as they leave it clean. One whose guest
 * has moved does not: forecasts learn from what it took, and would refuse later cells for what the
 * fault did.
 */
public final class FaultMatrix implements AutoCloseable {
  private static final Duration CLEAN = Duration.ofSeconds(60);

  private final LabEnvironment environment;
  private final Consumer<String> steps;
  private @Nullable Lab lab;
  private @Nullable Surgery surgery;
  private int guests = 10;

  /**
   * Prepares one where the environment says everything is.
   *
   * @param steps told what is being done
   */
  public FaultMatrix(Consumer<String> steps) {
    this.environment = LabEnvironment.fromEnvironment();
    this.steps = steps;
  }

  /** Plays some, and returns what became of each. */
  public List<Verdict> play(List<Cell> cells) throws InterruptedException, IOException {
    List<Verdict> verdicts = new ArrayList<>();
    for (Cell cell : cells) {
      Optional<String> senseless = cell.fault().senseless(cell.phase());
      Verdict verdict =
          senseless.isPresent() ? Verdict.senseless(cell, senseless.get()) : play(cell);
      steps.accept(verdict.line());
      verdicts.add(verdict);
    }
    return verdicts;
  }

  private Verdict play(Cell cell) throws InterruptedException, IOException {
    Lab running = lab;
    if (running == null) {
      running = Lab.start(LabOptions.ofHosts(2), environment);
      lab = running;
      surgery = surgery(running);
    }
    Verdict verdict;
    try {
      Surgery hands = surgery;
      if (hands == null) {
        throw new IllegalStateException("a lab without anyone to strike it");
      }
      verdict = new CellRun(running, hands, cell, guest(running)).play();
      hands.heal();
      clear(running);
    } catch (LabException | GodwitException | IOException broken) {
      verdict = new Verdict(cell, "broken", "the cell broke off", List.of(broken.toString()));
    }
    if (!verdict.holds() || verdict.hasMoved()) {
      discard();
    }
    return verdict;
  }

  private Surgery surgery(Lab running) throws InterruptedException, IOException {
    return new Surgery(
        running, running.host("h1"), running.host("h2"), environment.root().resolve("shared"));
  }

  private Guest guest(Lab running) throws InterruptedException {
    int number = guests++;
    if (guests > 199) {
      guests = 10;
    }
    return running.createGuest(
        GuestSpec.of("vm" + number, "h1", number)
            .withMemory(DataSize.ofMebibytes(256))
            .withLoad(64, 5, "random"));
  }

  /** Removes the guest; whatever it leaves is the next cell's trouble, so there must be nothing. */
  private void clear(Lab running) throws InterruptedException {
    // A link that was cut may be replaced yet, and take the answer to an order with it.
    if (Waiting.until(CLEAN, () -> removed(running), Boolean::booleanValue).isEmpty()) {
      throw new LabException("The VM could not be deleted.");
    }
    for (LabHost host : running.hosts()) {
      boolean clean =
          Waiting.until(CLEAN, () -> HostTraces.of(host), HostTraces.NONE::equals).isPresent();
      if (!clean) {
        throw new LabException("After it was deleted the VM left " + HostTraces.of(host) + ".");
      }
    }
  }

  private static boolean removed(Lab running) {
    for (VmView vm : running.api().vms()) {
      if (vm.state().equals("RUNNING")) {
        running.api().killVm(vm.name());
      }
      running.api().deleteVm(vm.name());
    }
    return true;
  }

  private void discard() throws InterruptedException, IOException {
    Lab old = lab;
    Surgery hands = surgery;
    lab = null;
    surgery = null;
    try {
      if (hands != null) {
        hands.end();
      }
    } catch (LabException broken) {
      steps.accept("not everything was put right: " + broken.getMessage());
    } finally {
      if (old != null) {
        old.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      discard();
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt(); // the sandbox does the rest
    }
  }
}
