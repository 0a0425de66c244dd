package io.godwit.manager.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks ID tokens (OpenID Connect Core 1.0, 3.1.3.7). Pure. */
final class IdTokens {
  /** Clocks of provider and manager may differ by this much. */
  static final Duration SKEW = Duration.ofSeconds(60);

  /** Never "none", and never one whose key a verifier could sign with. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_LENGTH = 64 * 1024;

  private IdTokens() {}

  /** What a token has to say to be one for this login. */
  record Expected(String issuer, String clientId, String nonce) {}

  /** Whether any of the keys could have signed the token; if not, newer ones are worth a look. */
  static boolean hasKey(String token, JWKSet keys) {
    return !keysFor(parse(token), keys).isEmpty();
  }

  /**
   * Returns what the token says.
   *
   * @throws GodwitException OIDC_LOGIN_REFUSED with the reason why it proves nothing
   */
  static JWTClaimsSet check(String token, JWKSet keys, Expected expected, Instant now) {
    SignedJWT signed = parse(token);
    requireSignature(signed, keys);
    JWTClaimsSet claims = claims(signed);
    require(expected.issuer().equals(claims.getIssuer()), "it is of another issuer");
    List<String> audience = claims.getAudience();
    require(audience.contains(expected.clientId()), "it is for someone else");
    String authorized = text(claims, "azp");
    require(
        authorized == null ? audience.size() == 1 : authorized.equals(expected.clientId()),
        "it was given to someone else");
    require(isAfter(claims.getExpirationTime(), now.minus(SKEW)), "it has expired");
    require(isBefore(claims.getIssueTime(), now.plus(SKEW)), "it is of the future");
    Date from = claims.getNotBeforeTime();
    require(from == null || isBefore(from, now.plus(SKEW)), "it is not valid yet");
    require(expected.nonce().equals(text(claims, "nonce")), "it is of another login");
    String subject = claims.getSubject();
    require(subject != null && !subject.isBlank() && subject.length() <= 255, "it names nobody");
    return claims;
  }

  private static SignedJWT parse(String token) {
    try {
      require(token.length() <= MAX_LENGTH, "it is too long");
      // A token without signature is not one of these, whatever its header says.
      return SignedJWT.parse(token);
    } catch (ParseException | IllegalArgumentException notOne) {
      throw refused("it is no signed token", notOne);
    }
  }

  private static List<JWK> keysFor(SignedJWT token, JWKSet keys) {
    JWSHeader header = token.getHeader();
    if (!ALGORITHMS.contains(header.getAlgorithm())) {
      throw refused("it is signed by an algorithm that proves nothing", null);
    }
    return new JWKSelector(JWKMatcher.forJWSHeader(header))
        .select(keys).stream()
            .filter(key -> key instanceof AsymmetricJWK)
            .filter(key -> !(key instanceof RSAKey) || key.size() >= MIN_RSA_BITS)
            .toList();
  }

  private static void requireSignature(SignedJWT token, JWKSet keys) {
    List<JWK> candidates = keysFor(token, keys);
    require(!candidates.isEmpty(), "it is signed with a key that the provider does not publish");
    for (JWK key : candidates) {
      try {
        JWSVerifier verifier =
            new DefaultJWSVerifierFactory()
                .createJWSVerifier(token.getHeader(), ((AsymmetricJWK) key).toPublicKey());
        if (token.verify(verifier)) {
          return;
        }
      } catch (JOSEException unusable) {
        throw refused("its signature cannot be checked", unusable);
      }
    }
    throw refused("its signature is wrong", null);
  }

  private static JWTClaimsSet claims(SignedJWT token) {
    try {
      JWTClaimsSet claims = token.getJWTClaimsSet();
      require(claims != null, "it says nothing");
      return claims;
    } catch (ParseException notClaims) {
      throw refused("it does not say what it should", notClaims);
    }
  }

  /** A claim that is text. */
  static @Nullable String text(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof String text ? text : null;
  }

  private static boolean isAfter(@Nullable Date date, Instant then) {
    return date != null && date.toInstant().isAfter(then);
  }

  private static boolean isBefore(@Nullable Date date, Instant then) {
    return date != null && !date.toInstant().isAfter(then);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw refused(otherwise, null);
    }
  }

  private static GodwitException refused(String why, @Nullable Exception cause) {
    Problem problem =
        new Problem(
            ErrorCode.OIDC_LOGIN_REFUSED,
            "The token of the identity provider does not prove who logs in: "
                + why
                + ". Nobody was logged in.",
            "Begin the login again; if it stays, compare clocks, issuer and client id.");
    return cause == null ? problem.asException() : new GodwitException(problem, cause);
  }
}
