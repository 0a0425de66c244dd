package io.godwit.manager.rest;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** How connections to the API are taken: encrypted or not, never too many, none that is idle. */
final class Connections {
  /**
   * Browsers open six each; a thousand people and their scripts fit, also while ten thousand
   * connections of somebody else are there and send nothing.
   */
  static final int MAX = 16_000;

  /** Longer than the pause between two events of a stream. */
  private static final Duration IDLE_PATIENCE = Duration.ofSeconds(30);

  /** Those that come in one burst; the default of 50 makes some of them wait for seconds. */
  private static final int MAX_WAITING = 1024;

  private Connections() {}

  static Connector connector(Server server, HttpConfiguration http, RestAddress address) {
    SSLContext tls = address.tls();
    ServerConnector connector =
        tls == null
            ? new ServerConnector(server, new HttpConnectionFactory(http))
            : new ServerConnector(server, encrypted(tls), new HttpConnectionFactory(secure(http)));
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(IDLE_PATIENCE.toMillis());
    connector.setAcceptQueueSize(MAX_WAITING);
    server.addBean(new NetworkConnectionLimit(MAX, connector));
    return connector;
  }

  private static SslConnectionFactory encrypted(SSLContext tls) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(tls);
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    return new SslConnectionFactory(factory, "http/1.1");
  }

  private static HttpConfiguration secure(HttpConfiguration http) {
    HttpConfiguration secure = new HttpConfiguration(http);
    // Callers know the manager by its authority; the name they reach it by is theirs to choose.
    secure.addCustomizer(new SecureRequestCustomizer(false));
    return secure;
  }
}
