package io.godwit.lab;

import io.godwit.lab.demo.Demo;
import io.godwit.lab.demo.DemoOptions;
import io.godwit.lab.demo.DemoReport;
import io.godwit.lab.demo.Steps;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Moves a busy VM from host to host and shows the proof that nobody noticed.")
final class DemoCommand implements Callable<Integer> {
  @Mixin private LabSize size = new LabSize();

  @Option(names = "--json", description = "One JSON document on standard output.")
  private boolean json;

  @Option(names = "--keep", description = "Leaves the data center up.")
  private boolean keep;

  @Override
  public Integer call() throws InterruptedException {
    DemoOptions options = size.options();
    Memory.require(Lab.memoryNeeded(options.hosts(), options.memory()));
    PrintStream err = System.err;
    Steps steps = new Steps(err);
    Lab lab = UpCommand.bringUp(options, steps);
    DemoReport report;
    try {
      report = new Demo(options, steps, io.godwit.cli.Main::progressBar).run(lab);
    } catch (RuntimeException failed) {
      UpCommand.tellLogs(lab, err);
      throw failed;
    }
    System.out.print(json ? report.toJson() : "\n" + report.toTable());
    System.out.flush();
    int status = report.passed() ? 0 : 1;
    if (keep) {
      UpCommand.tellHowToLookAround(err);
      Keeper.keep(status);
    }
    return status;
  }
}
