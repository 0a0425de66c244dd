package io.godwit.lab.demo;

import io.godwit.lab.client.ClientReport;
import io.godwit.lab.client.GuestStatus;
import io.godwit.lab.client.Verification;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the demo found.
 *
 * @param passed whether every promise held
 * @param broken the promises that did not, in words
 */
public record DemoReport(
    boolean passed,
    List<String> broken,
    String vm,
    List<Move> migrations,
    Whole whole,
    double tookSeconds) {

  /**
   * One migration.
   *
   * @param totalMs accepted request to recorded handover
   * @param downtimeMs guest stopped until guest running, from QEMU
   * @param blackoutMs longest silence seen by the client
   * @param pauseMs the guest's standstill as its own clock shows it
   */
  public record Move(
      String from,
      String to,
      double totalMs,
      double downtimeMs,
      double blackoutMs,
      double pauseMs,
      long transferredBytes,
      long rounds) {
    static Move of(MigrationView migration, ClientReport.Window seen) {
      MigrationView.Result result = Objects.requireNonNull(migration.result());
      return new Move(
          migration.source(),
          migration.destination(),
          result.totalMs(),
          result.downtimeMs(),
          seen.longestSilenceMs(),
          seen.pauseMs(),
          result.transferredBytes(),
          result.rounds());
    }
  }

  /**
   * The run as a whole.
   *
   * @param connectionSurvived the one TCP session, its answers strictly increasing
   * @param recordsLost acknowledged records that are not on the disk
   * @param pagesVerified pages the guest checked, while it rewrote them and all at the end
   * @param sameBoot whether the guest that runs now is the one that was started
   * @param oneSender whether all heartbeats came from one guest
   */
  public record Whole(
      boolean connectionSurvived,
      @Nullable String connectionProblem,
      long answers,
      long recordsAcknowledged,
      long recordsLost,
      @Nullable String recordsProblem,
      long pages,
      long pagesVerified,
      long pagesWrong,
      boolean sameBoot,
      boolean oneSender,
      long heartbeats,
      long heartbeatsLost) {
    static Whole of(
        ClientReport seen,
        GuestStatus before,
        GuestStatus after,
        Verification verification,
        long recordsNotOnDisk) {
      return new Whole(
          seen.counter().survived(),
          seen.counter().problem(),
          seen.counter().answers(),
          seen.acks().acknowledged(),
          Math.max(recordsNotOnDisk, verification.recordsWrong()),
          seen.acks().problem(),
          verification.pages(),
          after.pagesVerified(),
          after.pagesWrong(),
          before.bootId().equals(after.bootId()),
          seen.whole().oneSender(),
          seen.whole().received(),
          seen.whole().missing());
    }
  }

  /** For people. */
  public String toTable() {
    return DemoTable.render(this);
  }

  /** One document. */
  public String toJson() {
    return Json.LENIENT.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
  }

  static DemoReport of(String vm, List<Move> migrations, Whole whole, double tookSeconds) {
    List<String> broken = broken(whole);
    return new DemoReport(broken.isEmpty(), broken, vm, migrations, whole, tookSeconds);
  }

  private static List<String> broken(Whole whole) {
    List<String> broken = new ArrayList<>();
    if (!whole.connectionSurvived()) {
      broken.add("The client's TCP session broke: " + whole.connectionProblem() + ".");
    }
    if (whole.recordsProblem() != null) {
      broken.add("The stream of acknowledgements broke: " + whole.recordsProblem() + ".");
    }
    if (whole.recordsAcknowledged() == 0) {
      broken.add("The guest acknowledged no write.");
    }
    if (whole.recordsLost() > 0) {
      broken.add(whole.recordsLost() + " acknowledged writes are not on the disk.");
    }
    if (whole.pagesWrong() > 0) {
      broken.add(whole.pagesWrong() + " pages of memory are wrong.");
    }
    if (whole.pages() == 0) {
      broken.add("No page of memory was verified.");
    }
    if (!whole.sameBoot()) {
      broken.add("The guest has booted again: it is not the one that was moved.");
    }
    if (!whole.oneSender()) {
      broken.add("Heartbeats came from more than one guest.");
    }
    return broken;
  }
}
