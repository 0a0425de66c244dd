package io.godwit.manager.rest;

import io.godwit.manager.chronicle.Chronicle;
import io.godwit.manager.history.TaskFilter;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.rest.RestServer.Route;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.task.TaskId;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.TaskView;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What can be asked about tasks. */
final class TaskRoutes {
  private final Supplier<Sites.Site> site;
  private final EventStream stream;

  TaskRoutes(Supplier<Sites.Site> site, EventStream stream) {
    this.site = site;
    this.stream = stream;
  }

  List<Route> routes() {
    return List.of(
        new Route(HandlerType.GET, ApiPaths.TASKS, this::list),
        new Route(HandlerType.GET, ApiPaths.task("{id}"), this::show),
        new Route(HandlerType.POST, ApiPaths.cancelTask("{id}"), this::cancel),
        new Route(HandlerType.GET, ApiPaths.taskEvents("{id}"), this::follow));
  }

  private void list(Context request) {
    Queries.Asked<TaskFilter> asked = Queries.tasks(request);
    RestServer.answer(
        request, site.get().chronicle().tasks(asked.filter(), asked.cursor(), asked.limit()));
  }

  private void show(Context request) {
    RestServer.answer(request, site.get().chronicle().task(request.pathParam("id")));
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
    RestServer.answer(request, here.chronicle().task(id));
  }

  private void follow(Context request) throws InterruptedException {
    Sites.Site here = site.get();
    String id = request.pathParam("id");
    TaskView first = here.chronicle().task(id);
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
        });
  }
}
