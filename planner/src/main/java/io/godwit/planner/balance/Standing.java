package io.godwit.planner.balance;

import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.ClusterSnapshot;
import io.godwit.planner.cluster.Division;
import io.godwit.planner.cluster.Report.Part;
import io.godwit.planner.cluster.Report.Score;
import io.godwit.planner.layout.Layout;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well the VMs of a cluster are served.
 *
 * @param happiness what VMs get of what they want, all together, in percent
 * @param imbalance standard deviation of what is wanted of hosts, as a share of their cores; hosts
 *     that are off or not heard of are left out
 * @param busiest the most that is wanted of a host, as a share of its cores
 */
public record Standing(double happiness, double imbalance, double busiest) {
  private static final double PERCENT = 100;

  /** Of a cluster as it is. */
  public static Standing of(ClusterSnapshot snapshot) {
    return of(new Layout(snapshot));
  }

  /** Of a layout as it is. */
  public static Standing of(Layout layout) {
    Worth worth = new Worth(layout);
    double wanted = 0;
    double got = 0;
    double sum = 0;
    double squares = 0;
    double most = 0;
    int hosts = 0;
    for (int host = 0; host < layout.hosts(); host++) {
      if (worth.counts(host)) {
        wanted += layout.mean(host);
        got += worth.got(host);
        double use = worth.use(host);
        most = Math.max(most, use);
        sum += use;
        squares += use * use;
        hosts++;
      }
    }
    double middle = hosts == 0 ? 0 : sum / hosts;
    double deviation = hosts == 0 ? 0 : Math.sqrt(Math.max(0, squares / hosts - middle * middle));
    return new Standing(wanted <= 0 ? PERCENT : PERCENT * got / wanted, deviation, most);
  }

  /** What each VM gets of what it wants, in percent, by id; those that run nowhere get nothing. */
  public static Map<VmId, Double> ofVms(ClusterSnapshot snapshot) {
    Layout layout = new Layout(snapshot);
    Map<VmId, Double> all = new TreeMap<>();
    for (int vm = 0; vm < layout.vms(); vm++) {
      all.put(layout.vm(vm).id(), 0.0);
    }
    for (int host = 0; host < layout.hosts(); host++) {
      int[] vms = layout.residents(host);
      double[] parts = ofHost(layout, host, vms);
      for (int i = 0; i < vms.length; i++) {
        all.put(layout.vm(vms[i]).id(), parts[i]);
      }
    }
    return all;
  }

  /**
   * What VMs get on a host: first each what is reserved for it, then by weight, none more than it
   * wants.
   *
   * @return in percent, in the order of the VMs; one that wants nothing has all of it
   */
  public static double[] ofHost(Layout layout, int host, int[] vms) {
    double[] kept = new double[vms.length];
    double[] more = new double[vms.length];
    double[] weights = new double[vms.length];
    double left = new Worth(layout).got(host);
    for (int i = 0; i < vms.length; i++) {
      double wanted = layout.wants().mean(vms[i]);
      kept[i] = Math.min(wanted, layout.wants().reserved(vms[i]));
      more[i] = wanted - kept[i];
      weights[i] = layout.vm(vms[i]).entitlement().weight();
      left -= kept[i];
    }
    double[] parts = Division.of(Math.max(0, left), weights, more);
    for (int i = 0; i < vms.length; i++) {
      double wanted = kept[i] + more[i];
      parts[i] = wanted <= 0 ? PERCENT : PERCENT * (kept[i] + parts[i]) / wanted;
    }
    return parts;
  }

  /** As a score of a report. */
  public Score asScore(String subject) {
    return new Score(
        subject,
        List.of(
            new Part("happiness %", happiness),
            new Part("imbalance", imbalance),
            new Part("busiest host", busiest)));
  }
}
