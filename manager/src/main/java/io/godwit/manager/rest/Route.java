package io.godwit.manager.rest;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/** A method, a path as the contract writes it, who may use it, and what happens. */
record Route(HandlerType method, String path, Access access, Handler handler) {
  static Route get(String path, Access access, Handler handler) {
    return new Route(HandlerType.GET, path, access, handler);
  }

  static Route post(String path, Access access, Handler handler) {
    return new Route(HandlerType.POST, path, access, handler);
  }

  static Route put(String path, Access access, Handler handler) {
    return new Route(HandlerType.PUT, path, access, handler);
  }

  static Route delete(String path, Access access, Handler handler) {
    return new Route(HandlerType.DELETE, path, access, handler);
  }
}
