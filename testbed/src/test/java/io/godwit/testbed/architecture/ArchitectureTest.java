package io.godwit.testbed.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.godwit.lab.LabManager;
import io.godwit.manager.Manager;
import io.godwit.protocol.agent.ToManager;
import io.godwit.qmp.MigrationInfo;
import java.lang.reflect.Modifier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows of ARCHITECTURE.md, and the house rules that a machine can check. */
final class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.godwit");

  private static final String[] EVERYTHING = {
    "io.godwit.model..",
    "io.godwit.planner..",
    "io.godwit.simulator..",
    "io.godwit.qmp..",
    "io.godwit.protocol..",
    "io.godwit.trace..",
    "io.godwit.agent..",
    "io.godwit.manager..",
    "io.godwit.cli..",
    "io.godwit.lab..",
    "io.godwit.testbed.."
  };

  @Test
  void everyModuleIsLookedAt() {
    for (String module : EVERYTHING) {
      assertThat(OURS.stream().filter(resideInAnyPackage(module))).as(module).isNotEmpty();
    }
  }

  @Test
  void modelKnowsTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("io.godwit.model..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.godwit.model..", "java..", "org.jspecify..")
        .check(OURS);
  }

  @Test
  void modulesSeeOnlyWhatTheMapAllows() {
    sees("planner", "model");
    sees("simulator", "model", "planner");
    sees("qmp", "model");
    sees("protocol", "model");
    sees("trace");
    sees("agent", "model", "qmp", "protocol", "trace");
    sees("manager", "model", "planner", "protocol", "trace");
    sees("cli", "model", "protocol", "simulator", "planner");
    sees("lab", "model", "protocol", "cli");
  }

  private static void sees(String module, String... others) {
    Set<String> allowed = new TreeSet<>(List.of("io.godwit." + module + ".."));
    for (String other : others) {
      allowed.add("io.godwit." + other + "..");
    }
    noClasses()
        .that()
        .resideInAPackage("io.godwit." + module + "..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(EVERYTHING)
                .and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
        .as("%s sees only %s".formatted(module, List.of(others)))
        .check(OURS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.godwit.model.(*)..",
        "io.godwit.planner.(*)..",
        "io.godwit.simulator.(*)..",
        "io.godwit.protocol.(*)..",
        "io.godwit.agent.(**)",
        "io.godwit.manager.(*)..",
        "io.godwit.cli.(*)..",
        "io.godwit.lab.(*)..",
        "io.godwit.testbed.(*).."
      })
  void packagesOfAModuleHaveNoCycles(String packages) {
    slices().matching(packages).should().beFreeOfCycles().check(OURS);
  }

  @Test
  void pureClassesHaveNoClockThreadOrInputAndOutput() {
    List<String> pure =
        List.of(
            "io.godwit.agent.vm.Lifecycle",
            "io.godwit.agent.vm.VmCondition",
            "io.godwit.agent.vm.VmEvent",
            "io.godwit.agent.vm.VmEffect",
            "io.godwit.manager.orchestration.Resolution",
            "io.godwit.manager.orchestration.Preflight",
            "io.godwit.manager.orchestration.SourceChecks",
            "io.godwit.manager.orchestration.DestinationChecks",
            "io.godwit.manager.orchestration.CapacityChecks",
            "io.godwit.manager.orchestration.DatastoreChecks",
            "io.godwit.manager.orchestration.NetworkChecks",
            "io.godwit.manager.orchestration.PathChecks",
            "io.godwit.manager.orchestration.CpuChecks",
            "io.godwit.manager.orchestration.MarkChecks",
            "io.godwit.manager.orchestration.Capacity",
            "io.godwit.manager.inventory.Lineup",
            "io.godwit.manager.orchestration.DiskUse",
            "io.godwit.agent.link.LeaderSearch",
            "io.godwit.agent.link.Ending",
            "io.godwit.manager.agents.AttemptLimit",
            "io.godwit.manager.enrolment.EnrolmentRules",
            "io.godwit.manager.enrolment.Enrolments",
            "io.godwit.manager.inventory.MigrationState",
            "io.godwit.manager.inventory.HardState",
            "io.godwit.manager.inventory.DataCenter",
            "io.godwit.lab.client.Heartbeats");
    pure.forEach(name -> assertThat(OURS.contain(name)).as(name).isTrue());
    JavaClasses looked =
        OURS.that(
            new DescribedPredicate<>("are pure") {
              @Override
              public boolean test(JavaClass each) {
                JavaClass top = each;
                while (top.getEnclosingClass().isPresent()) {
                  top = top.getEnclosingClass().get();
                }
                return each.getPackageName().startsWith("io.godwit.model")
                    || each.getPackageName().startsWith("io.godwit.planner")
                    || pure.contains(top.getName());
              }
            });
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "java.io..",
                "java.net..",
                "java.nio.file..",
                "java.nio.channels..",
                "java.util.concurrent..",
                "java.lang.foreign.."))
        .orShould()
        .dependOnClassesThat(
            belongToAnyOf(
                Thread.class,
                Process.class,
                ProcessBuilder.class,
                Clock.class,
                InstantSource.class,
                Executor.class,
                RandomGenerator.class))
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(looked);
  }

  /**
   * What the simulation runs takes its time, its waits and its threads from {@code manager.time}.
   * Agents and people connect to parts that it does not run.
   */
  @Test
  void whatIsSimulatedAsksTheMachineForNoTime() {
    JavaClasses looked =
        OURS.that(
            resideInAnyPackage(
                    "io.godwit.manager.loop..",
                    "io.godwit.manager.inventory..",
                    "io.godwit.manager.orchestration..",
                    "io.godwit.manager.store..")
                .and(
                    not(
                        DescribedPredicate.describe(
                            "are ZooKeeper's", ArchitectureTest::ofZooKeeper))));
    assertThat(looked).isNotEmpty();
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "ofVirtual")
        .orShould()
        .callMethod(Thread.class, "ofPlatform")
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .orShould()
        .callMethod(Thread.class, "join", Duration.class)
        .orShould()
        .callMethod(Condition.class, "awaitNanos", long.class)
        .orShould()
        .dependOnClassesThat(belongToAnyOf(Clock.class, TimeUnit.class, Executor.class))
        .check(looked);
  }

  /** Also the two servers that are ZooKeeper with a disk that can be full. */
  private static boolean ofZooKeeper(JavaClass each) {
    return each.getSimpleName().contains("ZooKeeper")
        || Set.of("OwnServer", "QuorumServer").contains(each.getSimpleName())
        || each.getEnclosingClass().filter(ArchitectureTest::ofZooKeeper).isPresent();
  }

  /**
   * Manager is what the control plane is called; MigrationInfo is QEMU's own name for its figures.
   */
  @Test
  void aClassIsOneNoun() {
    noClasses()
        .that(
            not(
                belongToAnyOf(
                    Manager.class, LabManager.class, ToManager.class, MigrationInfo.class)))
        .should()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Info")
        .check(OURS);
  }

  @Test
  void packagesAreCutByCapability() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..", "..utils..", "..impl..", "..service..", "..dto..", "..common..")
        .check(OURS);
  }

  @Test
  void everyPackageIsNullMarkedAndSaysWhatItIs() {
    Set<String> described = new TreeSet<>();
    Set<String> packages = new TreeSet<>();
    for (JavaClass each : OURS) {
      packages.add(each.getPackageName());
      if (each.getSimpleName().equals("package-info") && each.isAnnotatedWith(NullMarked.class)) {
        described.add(each.getPackageName());
      }
    }
    assertThat(described).isEqualTo(packages);
  }

  @Test
  void classesAreClosed() {
    classes()
        .that()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .and()
        .areNotAnonymousClasses()
        .and(not(simpleNameEndingWith("package-info")))
        .should(
            new ArchCondition<>("be final or sealed") {
              @Override
              public void check(JavaClass each, ConditionEvents events) {
                Class<?> reflected = each.reflect();
                boolean closed = Modifier.isFinal(reflected.getModifiers()) || reflected.isSealed();
                if (!closed) {
                  events.add(
                      SimpleConditionEvent.violated(
                          each, each.getName() + " is neither final nor sealed"));
                }
              }
            })
        .check(OURS);
  }
}
