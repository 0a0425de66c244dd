package io.godwit.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code bin/sandbox}: what it passes through, what it leaves behind when one of its processes is
 * killed (nothing), and what it says where it cannot be. The machine's own settings stay as they
 * are: whatever is missing here is missing in namespaces of the test.
 */
@Timeout(180)
final class SandboxIT {
  /**
   * What runs in a sandbox, as this test does, ignores SIGINT from its start; nohup adds SIGHUP.
   */
  private static final List<String> DEFAULT_SIGNALS = List.of("env", "--default-signal=INT,HUP");

  /** Makes one of everything, says so, and stays. */
  private static final String BUSY =
      """
      ip netns add it-here && ip link add it-bridge type bridge && ip tuntap add dev it-tap mode tap &&
      mount -t tmpfs it /mnt && touch /run/it-file && mkdir /run/godwit-lab/h1 || exit 1
      ip netns exec it-here setsid sleep infinity </dev/null >/dev/null 2>&1 &
      (setsid bash -c 'trap "" TERM INT HUP; while :; do sleep infinity; done' &) </dev/null >/dev/null 2>&1
      echo busy
      exec sleep infinity
      """;

  private static final String[] ORDINARY = {
    "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"
  };

  @TempDir private Path folder;
  private Traces traces;
  private String sandbox;

  @BeforeEach
  void lookAround() throws InterruptedException {
    sandbox = Needs.distribution().resolve("bin/sandbox").toString();
    traces = new Traces();
  }

  @AfterEach
  void leaveNothing() {
    if (traces != null) {
      traces.kill();
    }
  }

  // ---- what passes through

  @ParameterizedTest
  @CsvSource({
    "exit 0, 0",
    "exit 3, 3",
    "kill -KILL $$, 137",
    "kill -TERM $$, 143",
    "kill -SEGV $$, 139",
  })
  void passesTheStatusOfItsCommandThrough(String script, int status) throws InterruptedException {
    Launched run = traces.launch(folder, sandbox, "bash", "-c", script);
    assertThat(run.status()).as(run.err()).isEqualTo(status);
    traces.assertNothingLeft();
  }

  @Test
  void inputAndOutputAreTheCommands() throws InterruptedException {
    Launched run = traces.launch(folder, sandbox, "bash", "-c", "cat; echo told >&2");
    run.hears("one\ntwo\n");
    assertThat(run.status()).isZero();
    assertThat(run.out()).isEqualTo("one\ntwo\n");
    assertThat(run.err()).isEqualTo("told\n");
  }

  @Test
  void theCommandIsAlone() throws InterruptedException {
    Launched run =
        traces.launch(
            folder,
            sandbox,
            "bash",
            "-c",
            "cat /proc/1/comm; ip -oneline link | wc -l; ls -A /run/godwit-lab; id -u; test -c /dev/net/tun");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("bash\n1\n0\n");
  }

  // ---- what stays

  @Test
  void whatTheCommandLeavesBehindEndsWithIt() throws InterruptedException {
    Launched run =
        traces.launch(folder, sandbox, "bash", "-c", BUSY.replace("exec sleep infinity", "exit 7"));
    assertThat(run.status()).as(run.err()).isEqualTo(7);
    traces.assertNothingLeft();
  }

  /** Its processes, in the order of their making. */
  enum Role {
    CALLER("bash -c \"\\$@\"; exit \\$\\? caller .*"),
    OUTER("\\S*bash \\S*sandbox --outer .*"),
    INIT("\\S*bash \\S*sandbox --init .*"),
    COMMAND("sleep infinity ");

    private final String words;

    Role(String words) {
      this.words = words;
    }

    boolean fits(String process) {
      return process.matches("(?s)" + words);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CALLER, KILL, 137",
    "OUTER, KILL, 137",
    "OUTER, TERM, 143",
    "OUTER, INT, 130",
    "OUTER, HUP, 143",
    "INIT, KILL, 137",
    "COMMAND, KILL, 137",
    "COMMAND, TERM, 143",
  })
  void nothingStaysWhenOneOfItsProcessesGetsASignal(Role role, String signal, int status)
      throws InterruptedException {
    Launched caller = callerOf(DEFAULT_SIGNALS, "bash", "-c", BUSY);
    caller.awaitSaid("busy");
    Launched.signal(traces.awaitProcess(role.name(), role::fits).pid(), signal);
    assertThat(caller.status()).as(caller.err()).isEqualTo(status);
    traces.assertNothingLeft();
  }

  @ParameterizedTest
  @CsvSource({"CALLER, KILL", "OUTER, KILL", "OUTER, TERM"})
  void nothingStaysOfAnOrdinaryUsers(Role role, String signal) throws InterruptedException {
    needsUserNamespaces();
    Launched caller = callerOf(List.of(ORDINARY), "bash", "-c", "id -u; exec sleep infinity");
    caller.awaitSaid("0\n");
    traces.awaitProcess("command", Role.COMMAND::fits);
    Launched.signal(traces.awaitProcess(role.name(), role::fits).pid(), signal);
    assertThat(caller.status()).as(caller.err()).isNotZero();
    traces.assertNothingLeft();
  }

  /** The caller ends as soon as there is the first process of the sandbox, the next, ... */
  @ParameterizedTest
  @ValueSource(strings = {"sandbox ", "sandbox --outer ", "sandbox --init ", "sleep infinity "})
  void nothingStaysWhenItsCallerIsKilledOnTheWay(String sight) throws InterruptedException {
    Launched caller = callerOf(List.of(), "sleep", "infinity");
    traces.awaitProcess(sight, words -> words.contains(sight) && !words.contains("caller "));
    caller.signal("KILL");
    caller.status();
    traces.assertNothingLeft();
  }

  /** A pid 1 is deaf until it listens; an early Ctrl-C must not be lost. */
  @ParameterizedTest
  @CsvSource({"sandbox --outer , TERM", "sandbox --init , TERM", "sandbox --init , HUP"})
  void endsWhenItIsToldToBeforeItsCommandRuns(String sight, String signal)
      throws InterruptedException {
    String[] own = DEFAULT_SIGNALS.toArray(String[]::new);
    Launched outer = traces.launch(folder, join(own, sandbox, "sleep", "infinity"));
    traces.awaitProcess(sight, words -> words.contains(sight.strip() + " "));
    outer.signal(signal);
    assertThat(outer.status()).as(outer.err()).isGreaterThan(128);
    traces.assertNothingLeft();
  }

  // ---- where it cannot be

  @Test
  void saysHowItIsUsed() throws InterruptedException {
    Launched run = traces.launch(folder, sandbox);
    assertThat(run.status()).isEqualTo(125);
    assertThat(run.err()).contains("No command was given.").contains("Usage: sandbox COMMAND");
  }

  @Test
  void saysWhatToTypeWhereAnOrdinaryUserMayMakeNoUserNamespace() throws InterruptedException {
    needsUserNamespaces();
    assertRefuses(
        List.of("unshare", "--user", "--map-root-user"),
        """
        echo 0 >/proc/sys/user/max_user_namespaces # of the new user namespace
        exec setpriv --bounding-set=-all "$@"
        """,
        "You are not root, and this machine does not let you make a user namespace"
            + " (user.max_user_namespaces is 0).",
        "as root: sysctl -w user.max_user_namespaces=10000");
  }

  @Test
  void saysWhatToTypeWhereThereIsNoTun() throws InterruptedException {
    needsUserNamespaces();
    assertRefuses(
        List.of("unshare", "--mount"),
        "mount -t tmpfs none /dev/net; exec " + String.join(" ", ORDINARY) + " \"$@\"",
        "There is no /dev/net/tun, which VMs need for their network.",
        "As root: modprobe tun");
  }

  @Test
  void saysWhatToTypeWhereTunIsClosed() throws InterruptedException {
    needsUserNamespaces();
    assertRefuses(
        List.of("unshare", "--mount"),
        """
        mount -t tmpfs none /dev/net; mknod -m 600 /dev/net/tun c 10 200
        exec %s "$@"
        """
            .formatted(String.join(" ", ORDINARY)),
        "You may not open /dev/net/tun, which VMs need for their network.",
        "as root: chmod 666 /dev/net/tun");
  }

  @Test
  void saysWhichPackageToInstall() throws InterruptedException {
    assertRefuses(
        List.of("unshare", "--mount"),
        """
        tc=$(readlink -f "$(command -v tc)") && [ "$tc" = /usr/sbin/tc ] || exit 77
        mount -t tmpfs none /usr/sbin
        exec "$@"
        """,
        "This machine has no 'tc'.",
        "apt-get install -y util-linux mount iproute2");
  }

  /** Root makes the device himself. */
  @Test
  void rootNeedsNoTunOfTheMachine() throws InterruptedException {
    String[] command = {
      "unshare", "--mount", "bash", "-c", "mount -t tmpfs none /dev/net; exec \"$@\"", "it", sandbox
    };
    Launched run = traces.launch(folder, join(command, "true"));
    assertThat(run.status()).as(run.err()).isZero();
    traces.assertNothingLeft();
  }

  /**
   * @param around what the script runs in
   * @param script takes something away, then runs its arguments
   */
  private void assertRefuses(List<String> around, String script, String what, String todo)
      throws InterruptedException {
    String[] command = join(around.toArray(String[]::new), "bash", "-c", script, "it", sandbox);
    Launched run = traces.launch(folder, join(command, "echo", "ran"));
    int status = run.status();
    assumeThat(status).as("this machine's tools lie elsewhere").isNotEqualTo(77);
    assertThat(status).isEqualTo(125);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("sandbox: " + what).contains(todo);
    assertThat(run.err().lines()).hasSize(2);
    traces.assertNothingLeft();
  }

  /**
   * A sandbox with a shell above it, in a session of its own.
   *
   * @param prefix how to run the shell
   */
  private Launched callerOf(List<String> prefix, String... command) {
    String[] start = {"bash", "-c", "\"$@\"; exit $?", "caller"};
    String[] own = join(new String[] {"setsid"}, prefix.toArray(String[]::new));
    return traces.launch(folder, join(join(own, start), join(new String[] {sandbox}, command)));
  }

  private void needsUserNamespaces() throws InterruptedException {
    Launched run = traces.launch(folder, join(ORDINARY, sandbox, "true"));
    int status = run.status();
    assumeThat(status).as("an ordinary user can have no sandbox here: %s", run.err()).isZero();
  }

  private static String[] join(String[] words, String... more) {
    return Stream.of(words, more).flatMap(Arrays::stream).toArray(String[]::new);
  }
}
