package io.godwit.model.host;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A QEMU release, as {@code query-version} gives it. */
public record QemuVersion(int major, int minor, int micro) implements Comparable<QemuVersion> {
  /**
   * The first release whose software emulation keeps every dirty page in live migration (upstream
   * commit 03bfc2188f).
   */
  public static final QemuVersion TCG_MIGRATES_SAFELY = new QemuVersion(9, 0, 0);

  /**
   * The sender says goodbye on connections that other threads of it still write to, which GnuTLS
   * does not bear: when a copy over several encrypted connections broke off or was cancelled, one
   * QEMU in ten ended, and its guest with it (10.0.2, seen).
   */
  private static final QemuVersion ENCRYPTED_MULTIFD_BREAKS = new QemuVersion(10, 0, 0);

  /** Upstream "migration/multifd/tls: Cleanup BYE message processing on sender side". */
  private static final QemuVersion ENCRYPTED_MULTIFD_HOLDS = new QemuVersion(10, 2, 0);

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?.*");

  /**
   * Reads {@code 10.0.2}, {@code 7.2.22 (Debian ...)}.
   *
   * @throws IllegalArgumentException if the text does not begin with a version
   */
  public static QemuVersion parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a QEMU version");
    }
    int micro = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    return new QemuVersion(
        Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), micro);
  }

  /** Whether the guest outlives a copy over several encrypted connections that breaks off. */
  public boolean outlivesEncryptedMultifd() {
    return compareTo(ENCRYPTED_MULTIFD_BREAKS) < 0 || compareTo(ENCRYPTED_MULTIFD_HOLDS) >= 0;
  }

  @Override
  public int compareTo(QemuVersion other) {
    int byMajor = Integer.compare(major, other.major);
    if (byMajor != 0) {
      return byMajor;
    }
    int byMinor = Integer.compare(minor, other.minor);
    return byMinor != 0 ? byMinor : Integer.compare(micro, other.micro);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + micro;
  }
}
