package io.godwit.protocol.agent;

import io.godwit.model.host.HostId;
import java.util.List;

/** What is said to get a certificate. All certificates and requests are text (PEM). */
public final class Enrolment {
  private Enrolment() {}

  /**
   * A host without a certificate asks for its first one.
   *
   * @param token as {@code EnrolmentToken} writes it; a secret
   * @param request for the key that was made on the host
   */
  public record Enrol(HostId host, String token, String request) {
    @Override
    public String toString() {
      return "Enrol[host=" + host + ", token is secret]";
    }
  }

  /** A host asks for its next certificate by means of the present one. */
  public record Renew(String request) {}

  /**
   * The host's certificate.
   *
   * @param chain the host's, then the authority's
   * @param managers where managers listen for agents, as {@code host:port}
   */
  public record Granted(String chain, List<String> managers) {
    public Granted {
      managers = List.copyOf(managers);
    }
  }
}
