package io.godwit.lab;

import io.godwit.lab.demo.DemoOptions;
import io.godwit.lab.demo.Steps;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Brings up a data center and leaves it up.")
final class UpCommand implements Callable<Integer> {
  /** The one VM that is there from the start. */
  private static final String GUEST = "demo";

  @Mixin private LabSize size = new LabSize();

  @Override
  public Integer call() throws InterruptedException {
    DemoOptions options = size.options();
    Memory.require(Lab.memoryNeeded(options.hosts(), options.memory()));
    Steps steps = new Steps(System.err);
    Lab lab = bringUp(options, steps);
    steps.begin("booting guest " + GUEST + " on h1");
    lab.createGuest(
        GuestSpec.of(GUEST, "h1", 10)
            .withMemory(options.memory())
            .withLoad(options.fillMib(), options.rateMibPerSecond(), "random"));
    lab.api().startVm(GUEST);
    steps.done("guest " + GUEST + " runs");
    tellHowToLookAround(System.err);
    Keeper.keep(0);
    return 0;
  }

  static Lab bringUp(DemoOptions options, Steps steps) throws InterruptedException {
    steps.begin("bringing up a data center of " + options.hosts() + " hosts");
    Lab lab = Lab.start(options.lab());
    String names = String.join(" ", lab.hosts().stream().map(LabHost::name).toList());
    steps.done("hosts " + names + " up");
    return lab;
  }

  /** The logs go with the sandbox, so their ends are told now. */
  static void tellLogs(Lab lab, PrintStream err) {
    err.println("--- manager\n" + lab.manager().logEnd());
    lab.hosts()
        .forEach(host -> err.println("--- agent of " + host.name() + "\n" + host.agentLogEnd()));
    err.println("---");
  }

  static void tellHowToLookAround(PrintStream err) {
    err.println(
        """

        The data center stays up. Look around:
          export PATH=$PATH:%s/bin
          godwit host list
          godwit vm list
          godwit vm migrate %s --to h2 --wait
          godwit vm console-log %s
          godwit lab exec h1 -- ip address
          godwit lab exec h1 -- less /run/godwit-lab/h1/agent.log
        and remove it with: godwit lab down\
        """
            .formatted(LabEnvironment.fromEnvironment().distribution(), GUEST, GUEST));
  }
}
