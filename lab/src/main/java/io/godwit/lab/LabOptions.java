package io.godwit.lab;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a lab is like.
 *
 * @param hosts its hosts, 1 to 16
 * @param managers how many managers, 1 to 7
 * @param link rate of every host's management link in each direction; unlimited if not given
 * @param accelerator {@code tcg}, {@code kvm} or {@code auto}
 */
public record LabOptions(
    List<HostOptions> hosts, int managers, @Nullable DataRate link, String accelerator) {
  private static final int MAX_HOSTS = 16;
  private static final DataSize HOST_MEMORY = DataSize.ofGibibytes(4);
  private static final Pattern RATE =
      Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)(k|m|g)bit(?:/s)?");

  public LabOptions {
    hosts = List.copyOf(hosts);
    if (hosts.isEmpty() || hosts.size() > MAX_HOSTS) {
      throw new IllegalArgumentException("a lab has 1 to " + MAX_HOSTS + " hosts");
    }
  }

  /** That many hosts h1, h2, … of 4 GiB, links without a limit, software emulation. */
  public static LabOptions ofHosts(int count) {
    List<HostOptions> hosts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      hosts.add(HostOptions.of("h" + i, HOST_MEMORY));
    }
    return new LabOptions(hosts, 1, null, "tcg");
  }

  public LabOptions withLink(@Nullable DataRate rate) {
    return new LabOptions(hosts, managers, rate, accelerator);
  }

  public LabOptions withManagers(int count) {
    return new LabOptions(hosts, count, link, accelerator);
  }

  public LabOptions withAccelerator(String other) {
    return new LabOptions(hosts, managers, link, other);
  }

  /** Changes every host. */
  public LabOptions withHosts(UnaryOperator<HostOptions> change) {
    return new LabOptions(hosts.stream().map(change).toList(), managers, link, accelerator);
  }

  /** Changes one host. */
  public LabOptions withHost(String name, UnaryOperator<HostOptions> change) {
    return withHosts(host -> host.name().equals(name) ? change.apply(host) : host);
  }

  /**
   * Reads {@code 1Gbit}, {@code 500Mbit/s} or {@code none}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static @Nullable DataRate parseLink(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.equals("none")) {
      return null;
    }
    Matcher matcher = RATE.matcher(lower);
    if (!matcher.matches() || Double.parseDouble(matcher.group(1)) <= 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a link rate; write 1Gbit, 500Mbit or none");
    }
    double factor =
        switch (matcher.group(2)) {
          case "k" -> 0.001;
          case "g" -> 1000;
          default -> 1;
        };
    return DataRate.ofMegabitsPerSecond(Double.parseDouble(matcher.group(1)) * factor);
  }
}
