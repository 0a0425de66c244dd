package io.godwit.cli.context;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.protocol.trust.Fingerprint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what a server presents without believing it. Nothing is asked of the server, so nobody
 * in between learns anything; the handshake is broken off.
 */
public final class FirstSight {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final int HTTPS = 443;

  private FirstSight() {}

  /** Whether this machine believes it already, as it does a web server. */
  public static boolean isBelievedHere(URI server) {
    try {
      handshake(server, SSLContext.getDefault(), "HTTPS");
      return true;
    } catch (SSLException stranger) {
      return false;
    } catch (IOException silent) {
      throw unreachable(server, silent);
    } catch (GeneralSecurityException everyJavaHasTls) {
      throw new IllegalStateException(everyJavaHasTls);
    }
  }

  /**
   * The authority that the server presents; nothing if its certificate names none, as that of
   * another program.
   *
   * @throws GodwitException MANAGER_UNREACHABLE
   */
  public static Optional<Fingerprint> of(URI server) {
    Onlooker onlooker = new Onlooker();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {onlooker}, null);
      handshake(server, context, null);
    } catch (SSLException brokenOff) {
      if (onlooker.seen.isEmpty()) {
        throw unreachable(server, brokenOff);
      }
    } catch (IOException silent) {
      throw unreachable(server, silent);
    } catch (GeneralSecurityException everyJavaHasTls) {
      throw new IllegalStateException(everyJavaHasTls);
    }
    return onlooker.seen.stream()
        .filter(each -> each.getBasicConstraints() >= 0)
        .map(Fingerprint::of)
        .findFirst();
  }

  private static void handshake(URI server, SSLContext context, @Nullable String names)
      throws IOException {
    int port = server.getPort() < 0 ? HTTPS : server.getPort();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(server.getHost(), port), (int) DEADLINE.toMillis());
      plain.setSoTimeout((int) DEADLINE.toMillis());
      try (SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, server.getHost(), port, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(names);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
      }
    }
  }

  private static GodwitException unreachable(URI server, Exception why) {
    return new GodwitException(
        new Problem(
            ErrorCode.MANAGER_UNREACHABLE,
            "Nothing that speaks TLS answers at " + server + "; nobody was logged in.",
            "Check the address, and that the manager runs."),
        why);
  }

  /** Looks, and believes nobody. */
  private static final class Onlooker extends X509ExtendedTrustManager {
    private final List<X509Certificate> seen = new ArrayList<>();

    private void look(X509Certificate[] chain) throws CertificateException {
      seen.addAll(List.of(chain));
      throw new CertificateException("only looked at");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String exchange)
        throws CertificateException {
      look(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String exchange, Socket socket)
        throws CertificateException {
      look(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String exchange, SSLEngine engine)
        throws CertificateException {
      look(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String exchange)
        throws CertificateException {
      look(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String exchange, Socket socket)
        throws CertificateException {
      look(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String exchange, SSLEngine engine)
        throws CertificateException {
      look(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
