package io.godwit.manager.rest;

import io.godwit.manager.enrolment.HostEnrolment;
import io.godwit.manager.rest.Sites.Site;
import io.godwit.manager.telemetry.Telemetry;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.Lineage;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.HostAdd;
import io.godwit.protocol.api.HostToken;
import io.godwit.protocol.trust.EnrolmentToken;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Supplier;

/** Hosts come and go. */
final class HostRoutes {
  private final Supplier<Site> site;
  private final Telemetry telemetry;

  HostRoutes(Supplier<Site> site, Telemetry telemetry) {
    this.site = site;
    this.telemetry = telemetry;
  }

  private HostEnrolment enrolment() {
    return site.get().enrolment();
  }

  List<Route> routes() {
    return List.of(
        Route.post(
            ApiPaths.HOSTS,
            new Access.Needs(Privilege.HOST_ENROL, (state, request) -> Lineage.of(Places.HOSTS)),
            this::add),
        Route.delete(
            ApiPaths.host("{id}"),
            new Access.Needs(Privilege.HOST_ENROL, Places::namedHost),
            this::remove));
  }

  private void add(Context request) {
    HostAdd wish = Requests.read(Answers.body(request), HostAdd.class);
    HostId host = Requests.host("id", wish.id());
    String address = wish.address() == null ? host.value() : wish.address();
    EnrolmentToken token =
        Boolean.TRUE.equals(wish.reenrol())
            ? enrolment().reenrol(host, address)
            : enrolment().add(host, address);
    request.status(201).header("Location", ApiPaths.host(host.value()));
    Answers.secret(request, new HostToken(host.value(), token.text()));
  }

  private void remove(Context request) {
    HostId host = Requests.hostId(request.pathParam("id"));
    enrolment().remove(host);
    telemetry.forget(host);
    site.get().accounts().forget(Places.host(host));
    Answers.nothing(request);
  }
}
