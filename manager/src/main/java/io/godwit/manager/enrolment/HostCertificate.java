package io.godwit.manager.enrolment;

import java.time.Instant;

/**
 * One certificate that was issued to a host.
 *
 * @param serial hexadecimal
 * @param notAfter when it ends by itself
 */
public record HostCertificate(String serial, Instant notAfter) {}
