package io.godwit.manager.rest;

import io.godwit.manager.balancing.Balancer;
import io.godwit.manager.balancing.Consequences;
import io.godwit.manager.balancing.Pass;
import io.godwit.manager.balancing.Placements;
import io.godwit.manager.balancing.Question;
import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.decision.Decision;
import io.godwit.manager.decision.Replay;
import io.godwit.manager.history.FiledPlan;
import io.godwit.manager.orchestration.VmDraft;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.RuleName;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Privilege;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.cluster.Report;
import io.godwit.planner.cluster.Step;
import io.godwit.planner.evacuation.Blocker;
import io.godwit.planner.evacuation.EvacuationPlan;
import io.godwit.planner.evacuation.Rolling;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.ExplanationView;
import io.godwit.protocol.api.ItemList;
import io.godwit.protocol.api.PlaceRequest;
import io.godwit.protocol.api.PlacementView;
import io.godwit.protocol.api.PlacementView.PlacedView;
import io.godwit.protocol.api.PlacementView.RankedHostView;
import io.godwit.protocol.api.PlacementView.RefusedHostView;
import io.godwit.protocol.api.PlacementView.ScorePartView;
import io.godwit.protocol.api.PlanApplied;
import io.godwit.protocol.api.PlanApply;
import io.godwit.protocol.api.PlanSummary;
import io.godwit.protocol.api.PlanView;
import io.godwit.protocol.api.ReplayView;
import io.godwit.protocol.api.RollingRequest;
import io.godwit.protocol.api.RollingView;
import io.godwit.protocol.api.RuleEdit;
import io.godwit.protocol.api.WhatIf;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What would be better in a cluster, why, and what if. */
final class PlanRoutes {
  private static final int MOST_AT_ONCE = 100;

  private final Supplier<Sites.Site> site;

  PlanRoutes(Supplier<Sites.Site> site) {
    this.site = site;
  }

  List<Route> routes() {
    return List.of(
        Route.get(ApiPaths.planOf("{cluster}"), ofCluster(Privilege.INVENTORY_VIEW), this::show),
        Route.post(ApiPaths.planOf("{cluster}"), ofCluster(Privilege.INVENTORY_VIEW), this::look),
        Route.get(ApiPaths.plansOf("{cluster}"), ofCluster(Privilege.INVENTORY_VIEW), this::list),
        Route.get(
            ApiPaths.keptPlan("{cluster}", "{number}"),
            ofCluster(Privilege.INVENTORY_VIEW),
            this::kept),
        Route.post(
            ApiPaths.replayOf("{cluster}", "{number}"),
            ofCluster(Privilege.INVENTORY_VIEW),
            this::replay),
        Route.post(ApiPaths.applyPlanOf("{cluster}"), ofCluster(Privilege.VM_MIGRATE), this::apply),
        Route.post(ApiPaths.placeOf("{cluster}"), ofCluster(Privilege.INVENTORY_VIEW), this::place),
        Route.post(
            ApiPaths.whatIfOf("{cluster}"), ofCluster(Privilege.INVENTORY_VIEW), this::whatIf),
        Route.post(
            ApiPaths.rollingOf("{cluster}"), ofCluster(Privilege.INVENTORY_VIEW), this::rolling),
        Route.get(
            ApiPaths.placementOf("{name}"),
            new Access.Needs(Privilege.VM_VIEW, Places::namedVm),
            this::explain));
  }

  private static Access.Needs ofCluster(Privilege privilege) {
    return new Access.Needs(
        privilege,
        (state, request) -> new Lineages(state).object(CatalogKey.of(Names.cluster(request))));
  }

  private Balancer balancer() {
    return site.get().balancer();
  }

  private void show(Context request) {
    Answers.json(request, view(balancer().newest(Names.cluster(request))));
  }

  private void look(Context request) {
    Answers.json(request, view(balancer().look(Names.cluster(request))));
  }

  private void apply(Context request) throws InterruptedException {
    PlanApply wish = Requests.read(Answers.body(request), PlanApply.class);
    Answers.json(
        request,
        new PlanApplied(
            balancer().apply(Names.cluster(request), wish.number()).stream()
                .map(Object::toString)
                .toList()));
  }

  private void place(Context request) {
    PlaceRequest wish = Requests.read(Answers.body(request), PlaceRequest.class);
    VmDraft draft = Requests.draft(wish);
    List<String> named = wish.datastores() == null ? List.of() : wish.datastores();
    List<DatastoreName> datastores =
        Requests.each(
            "datastores", named, (at, text) -> Requests.value(at, text, DatastoreName::new));
    ClusterName cluster = Names.cluster(request);
    Placements.Answer answer =
        balancer()
            .placements()
            .ask(cluster, draft, datastores, wish.count() == null ? 1 : wish.count());
    Answers.json(
        request,
        new PlacementView(
            cluster.value(),
            answer.placed().stream()
                .map(each ->
                    new PlacedView(
                        each.vm().value(),
                        each.host().map(HostId::value).orElse(null),
                        each.because()))
                .toList(),
            answer.ranked().stream()
                .map(each ->
                    new RankedHostView(
                        each.host().value(),
                        each.parts().stream()
                            .map(part -> new ScorePartView(part.name(), part.value()))
                            .toList()))
                .toList(),
            answer.refused().entrySet().stream()
                .map(each -> new RefusedHostView(each.getKey().value(), each.getValue()))
                .toList()));
  }

  private void whatIf(Context request) {
    WhatIf wish = Requests.read(Answers.body(request), WhatIf.class);
    ClusterName cluster = Names.cluster(request);
    Question.Event event = Requests.checked("whatIf", () -> event(wish));
    RuleEdit asked = wish.rule();
    Rule rule =
        asked == null
            ? null
            : (Rule) RuleFace.draft(cluster, name(asked), asked).in(site.get().inventory().now());
    Answers.json(request, view(balancer().whatIf(cluster, new Question(event, rule, wish.at()))));
  }

  private void rolling(Context request) {
    RollingRequest wish = Requests.read(Answers.body(request), RollingRequest.class);
    if (wish.batch() < 1 || wish.batch() > MOST_AT_ONCE) {
      throw Requests.invalid("batch", "is 1 to " + MOST_AT_ONCE);
    }
    List<HostId> hosts = new ArrayList<>();
    if (wish.hosts() != null) {
      wish.hosts().forEach(host -> hosts.add(Requests.host("hosts", host)));
    }
    ClusterName cluster = Names.cluster(request);
    Rolling rolling = balancer().rolling(cluster, hosts, wish.batch());
    Answers.json(
        request,
        new RollingView(
            cluster.value(),
            rolling.batches().stream().map(PlanRoutes::batch).toList(),
            rolling.blocked().stream().map(PlanRoutes::blocked).toList()));
  }

  private static RollingView.BatchView batch(EvacuationPlan plan) {
    return new RollingView.BatchView(
        plan.hosts().stream().map(HostId::value).toList(),
        plan.plan().steps().size(),
        plan.timetable().end().toMillis());
  }

  private static RollingView.BlockedView blocked(EvacuationPlan plan) {
    return new RollingView.BlockedView(
        plan.hosts().getFirst().value(), plan.blockers().stream().map(Blocker::reason).toList());
  }

  /** A rule that is only asked about need not have a name. */
  private static RuleName name(RuleEdit rule) {
    return rule.name() == null
        ? new RuleName("asked")
        : Requests.value("rule.name", rule.name(), RuleName::new);
  }

  private static Question.Event event(WhatIf wish) {
    List<Question.Event> given = new ArrayList<>();
    if (wish.fail() != null) {
      given.add(new Question.Event.Fail(Requests.host("fail", wish.fail())));
    }
    if (wish.maintenance() != null) {
      given.add(new Question.Event.Maintain(Requests.host("maintenance", wish.maintenance())));
    }
    if (wish.addHosts() != null) {
      given.add(new Question.Event.Add(wish.addHosts()));
    }
    if (given.size() > 1 || (given.isEmpty() && wish.at() == null && wish.rule() == null)) {
      throw new IllegalArgumentException(
          "one of fail, maintenance and addHosts is given, or rule or at");
    }
    return given.isEmpty() ? new Question.Event.Nothing() : given.getFirst();
  }

  private void explain(Context request) {
    Optional<HostId> notOn =
        Optional.ofNullable(request.queryParam("host")).map(text -> Requests.host("host", text));
    String name = request.pathParam("name");
    Answers.json(
        request,
        new ExplanationView(name, balancer().explain(Requests.vmName(name), notOn).lines()));
  }

  private void list(Context request) {
    ClusterName cluster = Names.cluster(request);
    Queries.Asked<Long> asked = Queries.plans(request);
    List<FiledPlan> plans = balancer().decisions().list(cluster, asked.filter(), asked.limit());
    Answers.json(
        request,
        new ItemList<>(
            plans.stream()
                .map(plan ->
                    new PlanSummary(
                        plan.number(),
                        plan.at(),
                        plan.purpose(),
                        plan.moves(),
                        plan.digest(),
                        plan.summary()))
                .toList()));
  }

  private void kept(Context request) {
    Decision decision =
        balancer().decisions().find(Names.cluster(request), number(request.pathParam("number")));
    Pass pass =
        new Pass(
            decision.number(),
            decision.at(),
            decision.cluster(),
            decision.how(),
            decision.snapshot(),
            decision.plan());
    Answers.json(request, view(pass, decision, decision.after()));
  }

  private void replay(Context request) {
    Replay replay =
        balancer().decisions().replay(Names.cluster(request), number(request.pathParam("number")));
    Decision decision = replay.decision();
    Answers.json(
        request,
        new ReplayView(
            decision.number(),
            replay.isSame(),
            decision.plan().digest(),
            replay.again().plan().digest(),
            decision.plan().steps().size(),
            replay.again().plan().steps().size(),
            decision.version(),
            balancer().decisions().version()));
  }

  static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notOne) {
      throw Requests.invalid("number", "'" + text + "' is not the number of a plan");
    }
  }

  private static PlanView view(Pass pass) {
    return view(pass, null, pass.snapshot().after(pass.plan()));
  }

  /** With the names that VMs had then. */
  private static PlanView view(Pass pass, @Nullable Decision kept, ClusterSnapshot after) {
    Map<VmId, String> names = new HashMap<>();
    pass.snapshot().vms().forEach(vm -> names.put(vm.id(), vm.name().value()));
    Report report = pass.plan().report();
    return new PlanView(
        pass.number(),
        pass.at(),
        pass.cluster().value(),
        pass.how().mode().name(),
        pass.how().threshold(),
        pass.plan().digest(),
        pass.plan().steps().stream().map(step -> view(names, step)).toList(),
        report.lines(),
        kept == null ? null : kept.matter().purpose().name(),
        kept == null ? null : kept.matter().host().map(HostId::value).orElse(null),
        kept == null ? null : kept.version(),
        report.scores().stream()
            .map(score ->
                new PlanView.ScoreView(
                    score.subject(),
                    score.parts().stream()
                        .map(part -> new ScorePartView(part.name(), part.value()))
                        .toList()))
            .toList(),
        report.alternatives().stream()
            .map(each ->
                new PlanView.AlternativeView(
                    names.getOrDefault(each.vm(), each.vm().toString()),
                    each.to().value(),
                    each.gain(),
                    each.verdict()))
            .toList(),
        view(Consequences.of(pass.snapshot(), pass.plan(), after)));
  }

  private static PlanView.ConsequencesView view(Consequences are) {
    return new PlanView.ConsequencesView(
        are.migrations(),
        are.starts(),
        are.bytes(),
        are.duration().toMillis(),
        are.watts().map(Consequences.Watts::before).orElse(null),
        are.watts().map(Consequences.Watts::after).orElse(null),
        are.unmeasured().stream().map(HostId::value).toList());
  }

  static PlanView.MoveView view(Map<VmId, String> names, Step step) {
    Move move = step.move();
    return new PlanView.MoveView(
        names.getOrDefault(move.vm(), move.vm().toString()),
        move.source().map(HostId::value).orElse(null),
        move.to().value(),
        move.purpose().name(),
        move.because(),
        step.after(),
        move.cost().duration().toMillis());
  }
}
