package io.godwit.agent.platform;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import org.jspecify.annotations.Nullable;

/**
 * The user QEMU processes run as.
 *
 * @param mode how QEMU comes to run as it
 * @param uid its number, where {@code mode} is {@link Mode#SWITCHED}
 * @param reason one clause for people
 */
public record VmUser(Mode mode, int uid, String reason) {
  /** How QEMU comes to run as a user. */
  public enum Mode {
    /** The agent's own user. */
    SAME,
    /** Another, unprivileged one. */
    SWITCHED
  }

  /** The account a package would make; {@code auto} prefers it. */
  private static final String ACCOUNT = "godwit-vm";

  /** Used where there is no such account: below systemd's dynamic range, given to nobody. */
  private static final int FALLBACK_UID = 61183;

  private static final Path TUN = Path.of("/dev/net/tun");
  private static final Path KVM = Path.of("/dev/kvm");

  /**
   * Decides by what is asked for and what the host allows.
   *
   * @param wanted {@code auto}, {@code root} or a number
   * @throws GodwitException {@code SPEC_INVALID} if another user than {@code auto} is wanted and
   *     cannot be had: nothing runs with more rights than was asked for
   */
  public static VmUser choose(String wanted) {
    boolean root = "root".equals(System.getProperty("user.name"));
    if (!root && !wanted.equals("auto")) {
      throw refused(wanted, "the agent is not root and can run QEMU as nobody else");
    }
    if (!root) {
      return new VmUser(Mode.SAME, 0, "the agent's own user, which is not root");
    }
    if (wanted.equals("root")) {
      return new VmUser(Mode.SAME, 0, "root, as configured");
    }
    if (!wanted.equals("auto")) {
      return configured(number(wanted));
    }
    if (!mapsManyUsers()) {
      return new VmUser(Mode.SAME, 0, "the only user of this user namespace");
    }
    if (!othersMayOpen(TUN)) {
      return new VmUser(Mode.SAME, 0, "root, because /dev/net/tun is closed to other users");
    }
    return account()
        .map(uid -> switched(uid, "the account " + ACCOUNT))
        .orElseGet(() -> switched(FALLBACK_UID, "there is no account " + ACCOUNT));
  }

  /** What to put before QEMU's command so that it runs as this user. */
  public List<String> prefix() {
    if (mode == Mode.SAME) {
      return List.of();
    }
    List<String> prefix = new ArrayList<>(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid));
    Integer kvm = attribute(KVM, "unix:gid");
    prefix.add(kvm == null ? "--clear-groups" : "--groups=" + kvm);
    prefix.addAll(List.of("--inh-caps=-all", "--no-new-privs", "--"));
    return prefix;
  }

  /**
   * Makes the user the owner of a file or directory.
   *
   * @throws IOException if the file system refuses
   */
  public void own(Path file) throws IOException {
    if (mode == Mode.SWITCHED) {
      Files.setAttribute(file, "unix:uid", uid);
      Files.setAttribute(file, "unix:gid", uid);
    }
  }

  @Override
  public String toString() {
    return mode == Mode.SWITCHED ? uid + " (" + reason + ")" : reason;
  }

  private static VmUser configured(int uid) {
    if (!mapsManyUsers()) {
      throw refused(Integer.toString(uid), "this user namespace has no such user");
    }
    if (!othersMayOpen(TUN)) {
      throw refused(Integer.toString(uid), "/dev/net/tun is closed to other users than root");
    }
    return switched(uid, "as configured");
  }

  private static VmUser switched(int uid, String reason) {
    return new VmUser(Mode.SWITCHED, uid, reason);
  }

  private static int number(String text) {
    try {
      int uid = Integer.parseInt(text);
      if (uid > 0) {
        return uid;
      }
    } catch (NumberFormatException notOne) {
      // Said below.
    }
    throw refused(text, "that is no user's number above 0");
  }

  private static GodwitException refused(String wanted, String why) {
    return new GodwitException(
        ErrorCode.SPEC_INVALID,
        "'vmUser' is '" + wanted + "', but " + why + ".",
        "Set vmUser to auto, or make that possible on this host.");
  }

  private static Optional<Integer> account() {
    try {
      return Files.readAllLines(Path.of("/etc/passwd")).stream()
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > 2 && fields[0].equals(ACCOUNT))
          .map(fields -> Integer.valueOf(fields[2]))
          .findFirst();
    } catch (IOException | NumberFormatException unreadable) {
      return Optional.empty();
    }
  }

  private static boolean mapsManyUsers() {
    try (Scanner map = new Scanner(Path.of("/proc/self/uid_map"), StandardCharsets.US_ASCII)) {
      map.nextLong(); // first number inside
      map.nextLong(); // first number outside
      return map.nextLong() > FALLBACK_UID;
    } catch (IOException | RuntimeException unreadable) {
      return false;
    }
  }

  private static boolean othersMayOpen(Path device) {
    Integer mode = attribute(device, "unix:mode");
    return mode != null && (mode & 06) == 06;
  }

  private static @Nullable Integer attribute(Path file, String name) {
    try {
      Map<String, Object> found = Files.readAttributes(file, name);
      return (Integer) found.get(name.substring(name.indexOf(':') + 1));
    } catch (IOException absent) {
      return null;
    }
  }
}
