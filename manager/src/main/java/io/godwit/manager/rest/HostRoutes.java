package io.godwit.manager.rest;

import io.godwit.manager.enrolment.HostEnrolment;
import io.godwit.manager.rest.RestServer.Route;
import io.godwit.model.host.HostId;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.HostAdd;
import io.godwit.protocol.api.HostToken;
import io.godwit.protocol.trust.EnrolmentToken;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.function.Supplier;

/** Hosts come and go. */
final class HostRoutes {
  private final Supplier<HostEnrolment> enrolment;

  HostRoutes(Supplier<HostEnrolment> enrolment) {
    this.enrolment = enrolment;
  }

  List<Route> routes() {
    return List.of(
        new Route(HandlerType.POST, ApiPaths.HOSTS, this::add),
        new Route(HandlerType.DELETE, ApiPaths.host("{id}"), this::remove));
  }

  private void add(Context request) {
    HostAdd wish = Requests.read(RestServer.body(request), HostAdd.class);
    HostId host = Requests.host("id", wish.id());
    String address = wish.address() == null ? host.value() : wish.address();
    EnrolmentToken token =
        Boolean.TRUE.equals(wish.reenrol())
            ? enrolment.get().reenrol(host, address)
            : enrolment.get().add(host, address);
    request
        .status(201)
        .header("Location", ApiPaths.host(host.value()))
        .header("Cache-Control", "no-store");
    RestServer.answer(request, new HostToken(host.value(), token.text()));
  }

  private void remove(Context request) {
    enrolment.get().remove(Requests.hostId(request.pathParam("id")));
    request.status(204);
  }
}
