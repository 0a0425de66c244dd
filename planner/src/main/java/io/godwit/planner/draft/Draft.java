package io.godwit.planner.draft;

import io.godwit.model.catalog.Automation;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Condition;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.Step;
import io.godwit.planner.cluster.VmFacts;
import io.godwit.planner.layout.Layout;
import io.godwit.planner.rules.RuleBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Moves on a layout. Confined to one thread. */
public final class Draft {
  private final Layout layout;
  private final RuleBook rules;
  private final List<Entry> entries = new ArrayList<>();
  private final boolean[] hindered;
  private final boolean[] moved;

  /** Nothing moved yet. */
  public Draft(ClusterSnapshot snapshot) {
    layout = new Layout(snapshot);
    rules = new RuleBook(layout);
    moved = new boolean[layout.vms()];
    hindered = new boolean[layout.vms()];
    for (int vm = 0; vm < hindered.length; vm++) {
      hindered[vm] = hindrance(vm).isPresent();
    }
  }

  /** A move that was written. */
  record Entry(int vm, int from, int to, Purpose purpose) {}

  /**
   * What a move is for.
   *
   * @param because a sentence with its figures
   * @param gain in core-seconds
   */
  public record Purpose(Move.Purpose kind, String because, double gain) {
    /** Where no gain is asked for. */
    public static Purpose demanded(Move.Purpose kind, String because) {
      return new Purpose(kind, because, 0);
    }
  }

  public Layout layout() {
    return layout;
  }

  public RuleBook rules() {
    return rules;
  }

  /** Why a VM cannot be moved whoever wants it; empty if it can. */
  public Optional<String> hindrance(int vm) {
    if (layout.isUnderWay(vm)) {
      return Optional.of("a migration of it is under way");
    }
    VmFacts facts = layout.vm(vm);
    return facts.home() == null
        ? Optional.empty()
        : facts.mobility().hindrance(layout.snapshot().at());
  }

  /** Whether it can be moved, and was not yet. */
  public boolean isMovable(int vm) {
    return !hindered[vm] && !moved[vm];
  }

  /** Whether a VM was moved in this draft. */
  public boolean wasMoved(int vm) {
    return moved[vm];
  }

  /**
   * Whether a VM could come to a host now: it is open and has room, and no MUST rule forbids it.
   */
  public boolean admits(int vm, int host) {
    return layout.host(host).condition() == Condition.OPEN
        && layout.fits(vm, host)
        && rules.admits(vm, host);
  }

  /** Writes a move, from wherever the VM is. */
  public void move(int vm, int to, Purpose purpose) {
    move(vm, layout.place(vm), to, purpose);
  }

  /** Writes a move of a VM that was taken from the layout before. */
  public void move(int vm, int from, int to, Purpose purpose) {
    entries.add(new Entry(vm, from, to, purpose));
    moved[vm] = true;
    layout.move(vm, to);
  }

  /** How many moves there are; a mark to go back to. */
  public int size() {
    return entries.size();
  }

  /** Takes back every move after a mark. */
  public void undoTo(int mark) {
    while (entries.size() > mark) {
      Entry last = entries.removeLast();
      moved[last.vm()] = false;
      if (last.from() == Layout.NOWHERE) {
        layout.take(last.vm());
      } else {
        layout.move(last.vm(), last.from());
      }
    }
  }

  /** The VM of a move. */
  public int vm(int move) {
    return entries.get(move).vm();
  }

  /** Where a move takes its VM from; {@link Layout#NOWHERE} if it is new. */
  public int from(int move) {
    return entries.get(move).from();
  }

  /**
   * Leaves out one move. Changes nothing if a later one would not be possible then, or a MUST rule
   * would be broken.
   */
  public boolean leaveOut(int move) {
    List<Entry> later = List.copyOf(entries.subList(move, entries.size()));
    undoTo(move);
    for (Entry entry : later.subList(1, later.size())) {
      if (!admits(entry.vm(), entry.to())) {
        undoTo(move);
        later.forEach(each -> move(each.vm(), each.from(), each.to(), each.purpose()));
        return false;
      }
      move(entry.vm(), layout.place(entry.vm()), entry.to(), entry.purpose());
    }
    return true;
  }

  /** The steps, each with those it waits for. */
  public List<Step> steps() {
    List<List<Integer>> after =
        new Dependencies(new Layout(layout.snapshot()), entries, rulesOfVms()).find();
    List<Step> steps = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      steps.add(new Step(i + 1, asMove(entries.get(i)), after.get(i)));
    }
    return steps;
  }

  private RelatedVms rulesOfVms() {
    return new RelatedVms(layout);
  }

  private Move asMove(Entry entry) {
    VmFacts vm = layout.vm(entry.vm());
    boolean asks =
        entry.purpose().kind() == Move.Purpose.PLACEMENT
            ? vm.mobility().automation() == Automation.MANUAL
            : vm.mobility().automation() != Automation.AUTOMATIC;
    return new Move(
        vm.id(),
        entry.from() == Layout.NOWHERE ? null : layout.host(entry.from()).id(),
        layout.host(entry.to()).id(),
        entry.purpose().kind(),
        entry.purpose().because(),
        entry.purpose().gain(),
        vm.mobility().cost(),
        asks ? Move.Consent.NEEDED : Move.Consent.GIVEN);
  }
}
