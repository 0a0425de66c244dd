package io.godwit.protocol.trust;

import io.godwit.model.host.HostId;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose a certificate is: the one URI among its alternative names, in the form of SPIFFE.
 *
 * @param name 1 to 63 lower-case letters, digits, dots and dashes
 */
public record Identity(Role role, String name) {
  /** What a party does; a host's certificate never passes for a manager's. */
  public enum Role {
    HOST,
    MANAGER
  }

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");
  private static final String PREFIX = "spiffe://godwit/";

  /** Number of the URI among the kinds of alternative names (RFC 5280). */
  private static final int KIND_URI = 6;

  public Identity {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name is 1 to 63 lower-case letters, digits, dots and dashes");
    }
  }

  public static Identity of(HostId host) {
    return new Identity(Role.HOST, host.value());
  }

  public static Identity manager(String name) {
    return new Identity(Role.MANAGER, name);
  }

  /** Whose the certificate is; empty if it has no name of ours or more than one URI. */
  public static Optional<Identity> of(X509Certificate certificate) {
    Collection<List<?>> names;
    try {
      names = alternatives(certificate);
    } catch (CertificateParsingException unreadable) {
      return Optional.empty();
    }
    List<String> uris =
        names.stream()
            .filter(name -> Integer.valueOf(KIND_URI).equals(name.getFirst()))
            .map(name -> String.valueOf(name.get(1)))
            .toList();
    return uris.size() == 1 ? parse(uris.getFirst()) : Optional.empty();
  }

  private static Collection<List<?>> alternatives(X509Certificate certificate)
      throws CertificateParsingException {
    @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names == null ? List.of() : names;
  }

  private static Optional<Identity> parse(String uri) {
    for (Role role : Role.values()) {
      String prefix = prefix(role);
      if (uri.startsWith(prefix) && NAME.matcher(uri.substring(prefix.length())).matches()) {
        return Optional.of(new Identity(role, uri.substring(prefix.length())));
      }
    }
    return Optional.empty();
  }

  private static String prefix(Role role) {
    return PREFIX + role.name().toLowerCase(Locale.ROOT) + "/";
  }

  /** {@code spiffe://godwit/host/h1}. */
  public String uri() {
    return prefix(role) + name;
  }

  /** {@code host h1}. */
  @Override
  public String toString() {
    return role.name().toLowerCase(Locale.ROOT) + " " + name;
  }
}
