package io.godwit.manager.rest;

import io.godwit.manager.chronicle.Chronicle;
import io.godwit.manager.history.TaskFilter;
import io.godwit.manager.identity.Principal;
import io.godwit.manager.identity.Sight;
import io.godwit.manager.identity.gate.Need;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.Privilege;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.task.TaskId;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.PageView;
import io.godwit.protocol.api.TaskView;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What can be asked about tasks. */
final class TaskRoutes {
  private final Supplier<Sites.Site> site;
  private final EventStream stream;
  private final ListStream lists;

  TaskRoutes(Supplier<Sites.Site> site, EventStream stream, ListStream lists) {
    this.site = site;
    this.stream = stream;
    this.lists = lists;
  }

  List<Route> routes() {
    return List.of(
        Route.get(ApiPaths.TASKS, new Access.Listed(Privilege.TASK_VIEW), this::list),
        Route.get(ApiPaths.task("{id}"), onTask(Privilege.TASK_VIEW), this::show),
        Route.post(ApiPaths.cancelTask("{id}"), onTask(Privilege.TASK_CANCEL), this::cancel),
        Route.get(ApiPaths.taskEvents("{id}"), onTask(Privilege.TASK_VIEW), this::follow));
  }

  /** A task is the affair of what it is done to. */
  private Access onTask(Privilege privilege) {
    return new Access.Needs(
        privilege, (state, request) -> place(new Lineages(state), task(request)));
  }

  private TaskView task(Context request) {
    return site.get().chronicle().task(request.pathParam("id"));
  }

  private static Lineage place(Lineages places, TaskView task) {
    return places.of(task.subjectKind(), task.subject());
  }

  private Lineages lineages() {
    return new Lineages(site.get().inventory().now());
  }

  private void list(Context request) throws InterruptedException {
    Queries.Asked<TaskFilter> asked = Queries.tasks(request);
    if (Queries.wantsStream(request)) {
      lists.follow(request, site.get(), new WatchedDeeds.Tasks(asked.filter()));
      return;
    }
    Sight visible = site.get().entrance().visible(Guard.who(request), Privilege.TASK_VIEW);
    PageView<TaskView> page =
        site.get().chronicle().tasks(asked.filter(), asked.cursor(), asked.limit());
    Lineages places = lineages();
    Answers.json(request, page.only(task -> visible.test(place(places, task))));
  }

  private void show(Context request) {
    Answers.json(request, task(request));
  }

  private void cancel(Context request) throws InterruptedException {
    Sites.Site here = site.get();
    String id = request.pathParam("id");
    // What is neither is unknown, and what the history has has ended.
    TaskView known = here.chronicle().task(id);
    if (known.state().hasEnded()) {
      throw new GodwitException(
          ErrorCode.TASK_ENDED,
          "Task " + id + " has ended.",
          "Look at its result with 'godwit task show " + id + "'.");
    }
    if (MigrationId.isOne(id)) {
      here.orchestration().migrations().cancel(new MigrationId(id));
    } else {
      here.orchestration().tasks().cancel(new TaskId(id));
    }
    Answers.json(request, here.chronicle().task(id));
  }

  private void follow(Context request) throws InterruptedException {
    Sites.Site here = site.get();
    String id = request.pathParam("id");
    TaskView first = here.chronicle().task(id);
    Principal who = Guard.who(request);
    stream.follow(
        request,
        here.inventory(),
        new EventStream.Subject<TaskView>() {
          @Override
          public String noun() {
            return "task";
          }

          @Override
          public String path() {
            return ApiPaths.task(id);
          }

          @Override
          public Optional<TaskView> view(DataCenter state) {
            return first.state().hasEnded() ? Optional.of(first) : Chronicle.liveTask(state, id);
          }

          @Override
          public boolean hasEnded(TaskView view) {
            return view.state().hasEnded();
          }

          @Override
          public void askStill() {
            here.entrance()
                .require(who, new Need.Of(Privilege.TASK_VIEW, place(lineages(), first)));
          }
        });
  }
}
