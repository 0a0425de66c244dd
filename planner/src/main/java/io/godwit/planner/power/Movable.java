package io.godwit.planner.power;

import io.godwit.model.catalog.Automation;
import io.godwit.planner.cluster.VmFacts;
import java.util.Optional;

/** Which VMs may be moved for power without asking anybody. */
final class Movable {
  private final Board board;

  Movable(Board board) {
    this.board = board;
  }

  /** Why it stays, as a part of a sentence; empty if it may be moved. */
  Optional<String> hindrance(int vm) {
    VmFacts facts = board.layout.vm(vm);
    if (board.layout.isUnderWay(vm)) {
      return Optional.of(facts.name() + " is under way already");
    }
    if (facts.mobility().automation() != Automation.AUTOMATIC) {
      return Optional.of(facts.name() + " is moved by people only");
    }
    return facts
        .mobility()
        .hindrance(board.layout.snapshot().at())
        .map(why -> facts.name() + " cannot move: " + why)
        .or(() ->
            board.rules.isAlone(vm)
                ? Optional.empty()
                : Optional.of(facts.name() + " has to stay together with others"));
  }
}
