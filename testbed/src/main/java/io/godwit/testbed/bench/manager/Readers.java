package io.godwit.testbed.bench.manager;

import io.godwit.protocol.client.ApiClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Someone who looks at things, one after the other, and how long each answer took. */
final class Readers {
  /** What is asked for. */
  enum Read {
    ONE_VM("GET one VM"),
    ONE_HOST("GET one host"),
    PAGE_OF_VMS("GET 100 VMs of a list"),
    VMS_OF_A_HOST("GET the VMs of a host"),
    HOST_TELEMETRY("GET a host's telemetry");

    private final String title;

    Read(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /** What one kind of read took, in milliseconds. */
  record Latency(int reads, double median, double p99, double worst) {
    static Latency of(List<Long> nanos) {
      long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
      Arrays.sort(sorted);
      return new Latency(sorted.length, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
      int index = (int) Math.ceil(share * sorted.length) - 1;
      return sorted[Math.clamp(index, 0, sorted.length - 1)] / 1e6;
    }
  }

  /** Between two reads; a hundred people who each look every three seconds. */
  private static final Duration PAUSE = Duration.ofMillis(30);

  private final ApiClient api;
  private final int hosts;
  private final int vms;

  Readers(ApiClient api, int hosts, int vms) {
    this.api = api;
    this.hosts = hosts;
    this.vms = vms;
  }

  /** Reads for that long. */
  Map<Read, Latency> run(Duration duration) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(7);
    Map<Read, List<Long>> nanos = new EnumMap<>(Read.class);
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      Read read = Read.values()[random.nextInt(Read.values().length)];
      long begun = System.nanoTime();
      perform(read, random);
      nanos.computeIfAbsent(read, _ -> new ArrayList<>()).add(System.nanoTime() - begun);
      Thread.sleep(PAUSE);
    }
    Map<Read, Latency> latencies = new EnumMap<>(Read.class);
    nanos.forEach((read, each) -> latencies.put(read, Latency.of(each)));
    return latencies;
  }

  private void perform(Read read, SplittableRandom random) {
    int vm = random.nextInt(vms);
    String host = Synthetic.host(random.nextInt(hosts)).value();
    switch (read) {
      case ONE_VM -> api.vm(Synthetic.vm(vm).value());
      case ONE_HOST -> api.host(host);
      case PAGE_OF_VMS -> api.vms(new TreeMap<>(Map.of("name", "vm-%03d".formatted(vm / 100))));
      case VMS_OF_A_HOST -> api.vms(new TreeMap<>(Map.of("host", host)));
      case HOST_TELEMETRY -> api.hostTelemetry(host);
    }
  }
}
